package io.statecap.jobs.results.files;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.function.IOConsumer;
import org.apache.commons.io.input.BoundedInputStream;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataOutputStream;

/**
 * A file's content before a SHA-256 over everything, the format's version and the file's own name included: a byte
 * that changed, a piece that is missing and a file that lies under another's name are all noticed.
 */
public final class SealedContent {

    /** Of the format; digested with the name. */
    private static final String VERSION = "statecap sealed 2\n";
    private static final int DIGEST_BYTES = 32;

    private SealedContent() {}

    /** What to write so that {@link #verify} recognises it under the same name. */
    public static IOConsumer<FSDataOutputStream> seal(String name, IOConsumer<FSDataOutputStream> content) {
        return out -> {
            MessageDigest digest = digest(name);
            // Not closed: the caller closes what it opened.
            FSDataOutputStream sealed = new FSDataOutputStream(new DigestOutputStream(out, digest), null);
            content.accept(sealed);
            sealed.flush();
            out.write(digest.digest());
        };
    }

    /**
     * Reads a whole file and compares it with its seal.
     *
     * @param in     the file, from its beginning
     * @param length its length, bytes
     * @throws DamagedException if it is not what was written under this name
     * @throws IOException      if it cannot be read
     */
    public static void verify(InputStream in, long length, String name) throws IOException {
        if (length < DIGEST_BYTES) {
            throw new DamagedException("it has only " + length + " bytes");
        }
        MessageDigest digest = digest(name);
        try {
            DigestUtils.updateDigest(digest, content(in, length));
            if (!Arrays.equals(digest.digest(), in.readNBytes(DIGEST_BYTES))) {
                throw new DamagedException("its content does not match its checksum");
            }
        } catch (ChecksumException e) {
            // The file system keeps checksums of its own.
            throw new DamagedException("its content does not match the file system's checksum");
        }
    }

    /** The content of a sealed file that was verified: what lies before the digest. */
    public static InputStream content(InputStream file, long length) throws IOException {
        return BoundedInputStream.builder().setInputStream(file).setMaxCount(length - DIGEST_BYTES).get();
    }

    private static MessageDigest digest(String name) {
        return DigestUtils.updateDigest(DigestUtils.getSha256Digest(), VERSION + name);
    }

    /** A file is not what was written. */
    public static final class DamagedException extends IOException {

        private static final long serialVersionUID = 1L;

        /** @param problem what is wrong, a clause about "it" */
        DamagedException(String problem) {
            super(problem);
        }
    }
}
