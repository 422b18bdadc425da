package io.statecap.jobs.experiment.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** The entries of a zip or jar that the settings want, each a document. Nothing is unpacked to disk. */
final class ArchiveDocuments implements Documents {

    private final String path;
    private final CorpusSettings settings;
    private final ZipInputStream zip;
    private final InflationGuard guard;
    private boolean any;

    ArchiveDocuments(String path, InputStream in, long fileBytes, CorpusSettings settings) {
        this.path = path;
        this.settings = settings;
        zip = new ZipInputStream(in);
        guard = new InflationGuard(zip, path, fileBytes);
    }

    @Override
    public byte[] next() throws IOException {
        for (ZipEntry entry = nextEntry(); entry != null; entry = nextEntry()) {
            any = true;
            checkName(entry.getName());
            if (!entry.isDirectory() && settings.wants(entry.getName())) {
                return TextDocuments.whole(guard, path + " (" + entry.getName() + ")", settings.maximumBytes());
            }
            // Passed over, but read all the same: it counts.
            drain();
        }
        if (!any) {
            throw new CorpusInputException(path + " is no zip archive, or one without entries.");
        }
        return null;
    }

    private ZipEntry nextEntry() throws IOException {
        try {
            return zip.getNextEntry();
        } catch (IllegalArgumentException badName) {
            // How the JDK reports a name that is not in the archive's character set.
            throw new ZipException(badName.getMessage());
        }
    }

    private void drain() throws IOException {
        byte[] unwanted = new byte[1 << 13];
        while (guard.read(unwanted, 0, unwanted.length) >= 0) {
            // Counting is all that is wanted.
        }
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
        zip.close();
    }
}
