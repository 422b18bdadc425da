package io.statecap.jobs.results;

import io.statecap.jobs.results.files.AtomicFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.function.IOConsumer;
import org.apache.commons.io.function.IORunnable;
import org.apache.commons.io.input.BoundedInputStream;
import org.apache.commons.lang3.math.NumberUtils;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The resumable state of one trial, and {@code <key>.part}, results that are final. Files are replaced atomically, so a
 * writer killed at any moment leaves a whole one on every file system.
 *
 * <p>Every file ends with a SHA-256 over all of it and its name: a byte that changed, a piece that is missing and a
 * file that lies under another's name are noticed. One that does not match is never used: it is moved to
 * {@code checkpoints/damaged/}, and the trial starts over.
 */
public final class Checkpoints {

    /** Folder beside those of the trials for files that cannot be used. */
    static final String DAMAGED = "damaged";

    private static final String STATE = "training.state";
    private static final String PART_SUFFIX = ".part";
    private static final String ATTEMPTS = "attempts";
    private static final String VERSION = "statecap checkpoint 2\n";
    private static final int DIGEST_BYTES = 32;

    private final AtomicFiles files;
    private final Path folder;
    private final IORunnable guard;

    /** @param guard checked before anything is made visible */
    Checkpoints(AtomicFiles files, Path folder, IORunnable guard) {
        this.files = files;
        this.guard = guard;
        this.folder = folder;
    }

    /** Writes the state atomically, in the place of an earlier one. */
    public void write(IOConsumer<FSDataOutputStream> content) throws IOException {
        write(STATE, content);
    }

    private void write(String name, IOConsumer<FSDataOutputStream> content) throws IOException {
        Path file = new Path(folder, name);
        MessageDigest digest = digest(file);
        files.write(file, out -> {
            // Not closed: the caller closes what it opened.
            FSDataOutputStream digested = new FSDataOutputStream(new DigestOutputStream(out, digest), null);
            content.accept(digested);
            digested.flush();
            out.write(digest.digest());
        }, guard);
    }

    /** The state, whose checksum was right; empty if the trial has none. A damaged one is set aside. */
    public Optional<InputStream> latest() throws IOException {
        Optional<FileStatus> state = files.list(folder, STATE).stream().findFirst();
        if (state.isEmpty()) {
            return Optional.empty();
        }
        Optional<InputStream> whole = open(state.get());
        if (whole.isEmpty()) {
            deleteParts();
        }
        return whole;
    }

    /** A file's content; empty if it is damaged and was set aside. */
    private Optional<InputStream> open(FileStatus file) throws IOException {
        Path path = file.getPath();
        FSDataInputStream in = files.fileSystem().open(path);
        if (isWhole(in, file)) {
            in.seek(0);
            return Optional.of(content(in, file));
        }
        in.close();
        FileStatus now = files.fileSystem().getFileStatus(path);
        if (now.getModificationTime() != file.getModificationTime() || now.getLen() != file.getLen()) {
            // Another attempt has just replaced it.
            return open(now);
        }
        moveToDamaged(path);
        return Optional.empty();
    }

    /** Whether a file is what was written under its name. */
    private static boolean isWhole(InputStream in, FileStatus file) throws IOException {
        try {
            byte[] digest = DigestUtils.updateDigest(digest(file.getPath()), content(in, file)).digest();
            return Arrays.equals(digest, in.readNBytes(digest.length));
        } catch (ChecksumException e) {
            // The file system keeps checksums of its own.
            return false;
        }
    }

    /** What lies before the checksum. */
    private static InputStream content(InputStream in, FileStatus file) throws IOException {
        return BoundedInputStream.builder().setInputStream(in)
                .setMaxCount(Math.max(0, file.getLen() - DIGEST_BYTES)).get();
    }

    /** Of the format's version and of the file's name, trial included. */
    private static MessageDigest digest(Path file) {
        return DigestUtils.updateDigest(DigestUtils.getSha256Digest(),
                VERSION + file.getParent().getName() + "/" + file.getName());
    }

    /**
     * Sets the state aside, which cannot be understood although it is as it was written: one of another version.
     *
     * @throws IOException if it cannot be read now, which may be why it was not understood; it stays then
     */
    public void setAside() throws IOException {
        Optional<InputStream> whole = latest();
        if (whole.isPresent()) {
            whole.get().close();
            moveToDamaged(new Path(folder, STATE));
            deleteParts();
        }
    }

    /** Deletes a state that is sound, but of no use to the engine that is to go on from it. */
    public void discard() throws IOException {
        files.delete(new Path(folder, STATE));
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

    /** Keeps a result that the trial needs later, under a key of its own; the same key again replaces it. */
    public void writePart(String key, IOConsumer<FSDataOutputStream> content) throws IOException {
        write(key + PART_SUFFIX, content);
    }

    /** The contents of all whole parts, by their keys. Damaged ones are set aside. */
    public List<byte[]> readParts() throws IOException {
        List<byte[]> parts = new ArrayList<>();
        for (FileStatus part : files.list(folder, PART_SUFFIX)) {
            Optional<InputStream> content = open(part);
            if (content.isPresent()) {
                try (InputStream in = content.get()) {
                    parts.add(in.readAllBytes());
                }
            }
        }
        return parts;
    }

    /** How often the trial was started, by any driver; 0 where the count cannot be read, as no result depends on it. */
    public int attempts() throws IOException {
        return NumberUtils.toInt(files.textIfThere(new Path(folder, ATTEMPTS)).orElse("").strip());
    }

    public void writeAttempts(int attempts) throws IOException {
        files.writeText(new Path(folder, ATTEMPTS), Integer.toString(attempts));
    }

    /** Removes all states and parts of the trial, whole and half-written, but not those that were set aside. */
    public void delete() throws IOException {
        files.delete(folder);
    }
}
