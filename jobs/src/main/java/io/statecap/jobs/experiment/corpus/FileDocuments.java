package io.statecap.jobs.experiment.corpus;

import io.statecap.jobs.common.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * Text files that are a document each: one by itself, or those of a zip, jar or tar that the settings want. Nothing is
 * unpacked to disk.
 */
final class FileDocuments implements DocumentReader.Documents {

    private final String path;
    private final CorpusSettings settings;
    private final PartSummary passedOver;
    /** Null for a file by itself. */
    private final ArchiveInputStream<?> archive;
    private final InputStream in;
    private boolean any;

    FileDocuments(CorpusInputs.Source file, InputStream in, CorpusSettings settings, PartSummary passedOver) {
        this.path = file.path();
        this.settings = settings;
        this.passedOver = passedOver;
        this.archive = in instanceof ArchiveInputStream<?> archive ? archive : null;
        this.in = archive == null ? in : new InflationGuard(in, path, file.bytes());
    }

    @Override
    public byte[] next() throws IOException {
        if (archive == null) {
            byte[] content = any ? null : text(path);
            any = true;
            return content;
        }
        for (ArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
            any = true;
            check(entry);
            byte[] content = isFile(entry) && settings.wants(entry.getName())
                    ? text(path + " (" + entry.getName() + ")") : null;
            if (content != null) {
                return content;
            }
            // Passed over, but read all the same: it counts.
            in.transferTo(OutputStream.nullOutputStream());
        }
        if (!any) {
            throw new UsageException(path + " is no archive of this kind, or one without entries.");
        }
        return null;
    }

    /** All of a file; null where it is no text. Counted as it is read: what a header says of sizes may be false. */
    private byte[] text(String name) throws IOException {
        int most = settings.maximumBytes();
        byte[] content = in.readNBytes(most);
        if (content.length == most && in.read() >= 0) {
            throw tooLong(name, most);
        }
        for (byte b : content) {
            if (b == 0) {
                passedOver.leaveOut(PartSummary.LeftOut.BINARY, 1);
                return null;
            }
        }
        return content;
    }

    static UsageException tooLong(String name, int maximumBytes) {
        return new UsageException(name + " has more than " + maximumBytes
                + " bytes, the most that one document may have (--maximum-mib).");
    }

    private static boolean isFile(ArchiveEntry entry) {
        return !entry.isDirectory() && !(entry instanceof TarArchiveEntry tar
                && (!tar.isFile() || tar.isLink() || tar.isSymbolicLink()));
    }

    /** Nothing is written under an entry's name, so it could do no harm, but an honest archive has none such. */
    private void check(ArchiveEntry entry) {
        String unix = entry.getName().replace('\\', '/');
        if (unix.startsWith("/") || unix.matches("[A-Za-z]:.*") || ("/" + unix + "/").contains("/../")) {
            throw new UsageException(path + " has the entry '" + entry.getName()
                    + "', which leads out of the archive: names must be relative, without '..'.");
        }
        if (!archive.canReadEntryData(entry)) {
            throw new UsageException(path + " has the entry '" + entry.getName()
                    + "', which is packed or encrypted in a way that is not known here.");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
