package io.statecap.jobs.experiment.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/** The text files of a zip, jar or tar that the settings want, each a document. Nothing is unpacked to disk. */
final class ArchiveDocuments implements Documents {

    private final String path;
    private final CorpusSettings settings;
    private final PartSummary passedOver;
    private final ArchiveInputStream<?> archive;
    private final InputStream guard;
    private boolean any;

    /** @param fileBytes size of the packed file */
    ArchiveDocuments(String path, ArchiveInputStream<?> archive, long fileBytes, CorpusSettings settings,
                     PartSummary passedOver) {
        this.path = path;
        this.settings = settings;
        this.passedOver = passedOver;
        this.archive = archive;
        guard = new InflationGuard(archive, path, fileBytes);
    }

    @Override
    public byte[] next() throws IOException {
        try {
            return nextFile();
        } catch (RuntimeException damaged) {
            // The library takes some damage for a fault of its caller.
            throw new IOException("it is damaged: " + damaged.getClass().getSimpleName(), damaged);
        }
    }

    private byte[] nextFile() throws IOException {
        for (ArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
            any = true;
            checkName(entry.getName());
            if (!archive.canReadEntryData(entry)) {
                throw new CorpusInputException(path + " has the entry '" + entry.getName()
                        + "', which is packed or encrypted in a way that is not known here.");
            }
            if (isFile(entry) && settings.wants(entry.getName())) {
                byte[] content = TextDocuments.whole(guard, path + " (" + entry.getName() + ")",
                        settings.maximumBytes());
                if (TextDocuments.text(content, passedOver)) {
                    return content;
                }
            } else {
                // Passed over, but read all the same: it counts.
                guard.transferTo(OutputStream.nullOutputStream());
            }
        }
        if (!any) {
            throw new CorpusInputException(path + " is no archive of this kind, or one without entries.");
        }
        return null;
    }

    private static boolean isFile(ArchiveEntry entry) {
        return !entry.isDirectory() && !(entry instanceof TarArchiveEntry tar
                && (!tar.isFile() || tar.isLink() || tar.isSymbolicLink()));
    }

    /** Nothing is written under an entry's name, so it could do no harm, but an honest archive has none such. */
    private void checkName(String name) throws CorpusInputException {
        String unix = name.replace('\\', '/');
        boolean absolute = unix.startsWith("/") || unix.matches("[A-Za-z]:.*");
        if (absolute || ("/" + unix + "/").contains("/../")) {
            throw new CorpusInputException(path + " has the entry '" + name
                    + "', which leads out of the archive: names must be relative, without '..'.");
        }
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }
}
