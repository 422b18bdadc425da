package io.statecap.jobs.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The resumable states of one trial: {@code <step>.state}, the highest step being the latest, and
 * {@code <number>.part}, results that are final. Each state has a name of
 * its own, and older ones go only once a newer one is there, so a writer killed at any moment leaves a whole one on
 * every file system.
 */
public final class Checkpoints {

    private static final String SUFFIX = ".state";
    private static final String PART_SUFFIX = ".part";
    /** A reader may find that the state it chose was just replaced by a newer one. */
    private static final int READ_ATTEMPTS = 5;

    private final AtomicFiles files;
    private final Path folder;

    Checkpoints(AtomicFiles files, Path folder) {
        this.files = files;
        this.folder = folder;
    }

    /**
     * A state to resume from.
     *
     * @param step the steps done when it was written
     * @param content its bytes, to be closed by the reader
     */
    public record Checkpoint(long step, InputStream content) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            content.close();
        }
    }

    /** Writes the state after {@code step} steps atomically, then removes older ones. */
    public void write(long step, AtomicFiles.Content content) throws IOException {
        if (step < 0) {
            throw new IllegalArgumentException("step is " + step + "; it must be 0 or more.");
        }
        Path latest = new Path(folder, String.format("%019d%s", step, SUFFIX));
        files.write(latest, content);
        for (FileStatus state : states()) {
            if (state.getPath().getName().compareTo(latest.getName()) < 0) {
                files.delete(state.getPath());
            }
        }
    }

    /** The latest state, opened for reading; empty if the trial has none. */
    public Optional<Checkpoint> latest() throws IOException {
        for (int attempt = 1; ; attempt++) {
            List<FileStatus> states = states();
            if (states.isEmpty()) {
                return Optional.empty();
            }
            Path latest = states.get(states.size() - 1).getPath();
            try {
                return Optional.of(new Checkpoint(step(latest), files.fileSystem().open(latest)));
            } catch (FileNotFoundException e) {
                if (attempt == READ_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Keeps a result that the trial needs later, under a number of its own; the same number again replaces it. */
    public void writePart(int number, AtomicFiles.Content content) throws IOException {
        files.write(new Path(folder, String.format("%09d%s", number, PART_SUFFIX)), content);
    }

    /** The contents of all parts, by their numbers. */
    public List<byte[]> readParts() throws IOException {
        List<byte[]> parts = new ArrayList<>();
        for (FileStatus part : files.list(folder, PART_SUFFIX)) {
            try (InputStream in = files.fileSystem().open(part.getPath())) {
                parts.add(in.readAllBytes());
            }
        }
        return parts;
    }

    /** Removes all states and parts of the trial, whole and half-written. */
    public void delete() throws IOException {
        files.delete(folder);
    }

    private List<FileStatus> states() throws IOException {
        return files.list(folder, SUFFIX).stream()
                .filter(file -> file.getPath().getName().matches("\\d{19}\\" + SUFFIX)).toList();
    }

    private static long step(Path state) {
        String name = state.getName();
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }
}
