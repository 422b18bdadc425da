package io.statecap.jobs.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * TensorFlow's record framing: length (8 bytes, little-endian), masked CRC-32C of those, data, masked CRC-32C of the
 * data. The mask keeps a checksum of data that hold checksums from being weak; see "TFRecord" in TensorFlow's guide.
 */
final class RecordFile {

    private static final int MASK = 0xa282ead8;
    private static final int ROTATION = 15;

    private final OutputStream out;

    RecordFile(OutputStream out) {
        this.out = out;
    }

    void write(byte[] data) throws IOException {
        byte[] length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(data.length).array();
        out.write(length);
        out.write(maskedChecksum(length));
        out.write(data);
        out.write(maskedChecksum(data));
    }

    private static byte[] maskedChecksum(byte[] data) {
        CRC32C checksum = new CRC32C();
        checksum.update(data);
        int masked = Integer.rotateRight((int) checksum.getValue(), ROTATION) + MASK;
        return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array();
    }
}
