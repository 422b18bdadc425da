package io.statecap.model.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages files at random: one to four changes of bits, bytes, numbers, and pieces lost or doubled. */
public final class Mutations {

    private static final long[] INTERESTING = {0, 1, -1, 7, 8, 127, 128, 255, 256, 32767, 65535, 1 << 20,
            Integer.MAX_VALUE, Integer.MIN_VALUE, 0xffff_ffffL, 1L << 32, 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE};

    private Mutations() {}

    /** A damaged copy of a file. */
    public static byte[] of(byte[] good, SplittableRandom random) {
        byte[] file = good.clone();
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times && file.length > 0; i++) {
            file = once(file, random);
        }
        return file;
    }

    private static byte[] once(byte[] file, SplittableRandom random) {
        int at = random.nextInt(file.length);
        int length = 1 + random.nextInt(Math.min(32, file.length - at));
        switch (random.nextInt(9)) {
            case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> file[at] = (byte) random.nextInt(256);
            case 2 -> file[at] = file[random.nextInt(file.length)];
            case 3 -> digit(file, at, random);
            case 4 -> number(file, at, random);
            case 5 -> {
                return splice(file, at, at + length, new byte[0]);
            }
            case 6 -> {
                int from = random.nextInt(file.length - length + 1);
                return splice(file, at, at, Arrays.copyOfRange(file, from, from + length));
            }
            case 7 -> variableLength(file, at, random);
            default -> {
                return random.nextInt(4) == 0 ? Arrays.copyOf(file, at) : file;
            }
        }
        return file;
    }

    /** Text numbers are seldom hit by chance. */
    private static void digit(byte[] file, int at, SplittableRandom random) {
        for (int i = at; i < file.length; i++) {
            if (file[i] >= '0' && file[i] <= '9') {
                file[i] = (byte) ('0' + random.nextInt(10));
                return;
            }
        }
    }

    private static void number(byte[] file, int at, SplittableRandom random) {
        long value = INTERESTING[random.nextInt(INTERESTING.length)];
        int width = 1 << random.nextInt(4);
        byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
        System.arraycopy(bytes, 0, file, at, Math.min(width, file.length - at));
    }

    /** Seven bits a byte, the lowest first, as Parquet's headers have most numbers. */
    private static void variableLength(byte[] file, int at, SplittableRandom random) {
        long value = random.nextInt(3) == 0 ? INTERESTING[random.nextInt(INTERESTING.length)]
                : random.nextLong() >>> random.nextInt(64);
        int last = Math.min(file.length - 1, at + random.nextInt(5));
        for (int i = at; i <= last; i++) {
            file[i] = (byte) (value & 0x7f | (i < last ? 0x80 : 0));
            value >>>= 7;
        }
    }

    private static byte[] splice(byte[] file, int from, int to, byte[] insert) {
        ByteBuffer result = ByteBuffer.allocate(file.length - (to - from) + insert.length);
        return result.put(file, 0, from).put(insert).put(file, to, file.length - to).array();
    }
}
