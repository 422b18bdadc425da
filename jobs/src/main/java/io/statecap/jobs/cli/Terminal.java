package io.statecap.jobs.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;
import sun.misc.Signal;

/** The width of the user's terminal, columns; it is asked again when the terminal says that it changed. */
final class Terminal implements IntSupplier {

    private static final int USUAL = 80;

    /** 0 while it must be asked. */
    private volatile int columns;

    Terminal() {
        try {
            Signal.handle(new Signal("WINCH"), signal -> columns = 0);
        } catch (IllegalArgumentException e) {
            // No such signal, or the JVM leaves signals alone (-Xrs): the width stays what it is.
        }
    }

    @Override
    public int getAsInt() {
        if (columns == 0) {
            int now = ask();
            columns = now > 0 ? now : USUAL;
        }
        return columns;
    }

    /** 0 where it cannot be told. */
    private static int ask() {
        try {
            Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty")).start();
            try (InputStream out = stty.getInputStream()) {
                String[] size = new String(out.readAllBytes(), StandardCharsets.US_ASCII).strip().split(" ");
                return size.length == 2 ? Integer.parseInt(size[1]) : 0;
            }
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
