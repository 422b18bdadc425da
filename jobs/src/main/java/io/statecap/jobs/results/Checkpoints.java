package io.statecap.jobs.results;

import io.statecap.jobs.results.files.AtomicFiles;
import io.statecap.jobs.results.files.SealedContent;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.FilenameUtils;
import org.apache.commons.io.function.IOConsumer;
import org.apache.commons.io.function.IORunnable;
import org.apache.commons.io.input.ProxyInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The resumable states of one trial: {@code <step>.state}, the highest step being the latest, and
 * {@code <key>.part}, results that are final. Each state has a name of
 * its own, and older ones go only once a newer one is there, so a writer killed at any moment leaves a whole one on
 * every file system.
 *
 * <p>Every file carries a checksum over all of it. One that does not match is never used: it is moved to
 * {@code checkpoints/damaged/}, and the trial goes on from an older state or from its beginning.
 */
public final class Checkpoints {

    /** Folder beside those of the trials for files that cannot be used. */
    static final String DAMAGED = "damaged";

    private static final String SUFFIX = ".state";
    private static final String PART_SUFFIX = ".part";
    private static final String ATTEMPTS = "attempts";
    /** A reader may find that the state it chose was just replaced by a newer one. */
    private static final int READ_ATTEMPTS = 5;

    private final AtomicFiles files;
    private final Path folder;
    private final IORunnable guard;

    /** @param guard checked before anything is made visible */
    Checkpoints(AtomicFiles files, Path folder, IORunnable guard) {
        this.files = files;
        this.guard = guard;
        this.folder = folder;
    }

    /** A state to resume from, whose checksum was right; closed by the reader. */
    public static final class Checkpoint extends ProxyInputStream {

        private final Path file;
        private boolean failed;

        private Checkpoint(Path file, InputStream content) {
            super(content);
            this.file = file;
        }

        /** The steps done when it was written. */
        public long step() {
            return Long.parseLong(FilenameUtils.removeExtension(file.getName()));
        }

        /** Whether the file system failed while it was read; otherwise what cannot be understood never will be. */
        public boolean failedToRead() {
            return failed;
        }

        @Override
        protected void handleIOException(IOException e) throws IOException {
            failed = true;
            throw e;
        }
    }

    /** Writes the state after {@code step} steps atomically, then removes older ones. */
    public void write(long step, IOConsumer<FSDataOutputStream> content) throws IOException {
        if (step < 0) {
            throw new IllegalArgumentException("step is " + step + "; it must be 0 or more.");
        }
        Path latest = new Path(folder, String.format("%019d%s", step, SUFFIX));
        files.write(latest, SealedContent.seal(sealedName(latest), content), guard);
        for (FileStatus state : states()) {
            if (state.getPath().getName().compareTo(latest.getName()) < 0) {
                files.delete(state.getPath());
            }
        }
    }

    /** The latest state that is whole, opened for reading; empty if the trial has none. Damaged ones are set aside. */
    public Optional<Checkpoint> latest() throws IOException {
        int vanished = 0;
        while (true) {
            List<FileStatus> states = states();
            if (states.isEmpty()) {
                return Optional.empty();
            }
            FileStatus latest = states.get(states.size() - 1);
            try {
                verify(latest);
                InputStream file = files.fileSystem().open(latest.getPath());
                return Optional.of(new Checkpoint(latest.getPath(), SealedContent.content(file, latest.getLen())));
            } catch (SealedContent.DamagedException e) {
                setAside(latest.getPath());
            } catch (FileNotFoundException e) {
                if (++vanished == READ_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Sets a state aside that cannot be understood although it is as it was written: one of another version. */
    public void setAside(Checkpoint checkpoint) throws IOException {
        setAside(checkpoint.file);
    }

    /** Deletes a state that is sound, but of no use to the engine that is to go on from it. */
    public void discard(Checkpoint checkpoint) throws IOException {
        files.delete(checkpoint.file);
        deleteParts();
    }

    private void setAside(Path state) throws IOException {
        moveToDamaged(state);
        deleteParts();
    }

    private void deleteParts() throws IOException {
        // Parts are only worth as much as the weights that they were measured with.
        for (FileStatus part : files.list(folder, PART_SUFFIX)) {
            files.delete(part.getPath());
        }
    }

    private void moveToDamaged(Path file) throws IOException {
        Path to = new Path(damagedFolder(), damagedPrefix() + file.getName());
        try {
            files.makeFolders(to.getParent());
            files.rename(file, to);
        } catch (FileNotFoundException e) {
            // Another attempt at the trial has moved it.
        }
    }

    /** Files of this trial that were set aside. */
    public List<Path> damaged() throws IOException {
        return files.entries(damagedFolder()).stream().map(FileStatus::getPath)
                .filter(file -> file.getName().startsWith(damagedPrefix())).sorted().toList();
    }

    private Path damagedFolder() {
        return new Path(folder.getParent(), DAMAGED);
    }

    private String damagedPrefix() {
        return folder.getName() + "-";
    }

    private void verify(FileStatus file) throws IOException {
        try (InputStream in = files.fileSystem().open(file.getPath())) {
            SealedContent.verify(in, file.getLen(), sealedName(file.getPath()));
        }
    }

    private static String sealedName(Path file) {
        return file.getParent().getName() + "/" + file.getName();
    }

    /** Keeps a result that the trial needs later, under a key of its own; the same key again replaces it. */
    public void writePart(String key, IOConsumer<FSDataOutputStream> content) throws IOException {
        Path file = new Path(folder, key + PART_SUFFIX);
        files.write(file, SealedContent.seal(sealedName(file), content), guard);
    }

    /** The contents of all whole parts, by their keys. Damaged ones are set aside. */
    public List<byte[]> readParts() throws IOException {
        List<byte[]> parts = new ArrayList<>();
        for (FileStatus part : files.list(folder, PART_SUFFIX)) {
            try {
                verify(part);
            } catch (SealedContent.DamagedException e) {
                moveToDamaged(part.getPath());
                continue;
            }
            try (InputStream in = SealedContent.content(files.fileSystem().open(part.getPath()), part.getLen())) {
                parts.add(in.readAllBytes());
            }
        }
        return parts;
    }

    /** How often the trial was started, by any driver; 0 where the count cannot be read, as no result depends on it. */
    public int attempts() throws IOException {
        return files.textIfThere(new Path(folder, ATTEMPTS)).map(String::strip)
                .filter(text -> text.matches("\\d{1,9}")).map(Integer::parseInt).orElse(0);
    }

    public void writeAttempts(int attempts) throws IOException {
        files.writeText(new Path(folder, ATTEMPTS), Integer.toString(attempts));
    }

    /** Removes all states and parts of the trial, whole and half-written, but not those that were set aside. */
    public void delete() throws IOException {
        files.delete(folder);
    }

    private List<FileStatus> states() throws IOException {
        return files.list(folder, SUFFIX).stream()
                .filter(file -> file.getPath().getName().matches("\\d{19}\\" + SUFFIX)).toList();
    }
}
