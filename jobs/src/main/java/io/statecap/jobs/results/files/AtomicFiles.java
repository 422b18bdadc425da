package io.statecap.jobs.results.files;

import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.commons.io.function.IOConsumer;
import org.apache.commons.io.function.IORunnable;
import org.apache.commons.lang3.StringUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Files that appear whole or not at all. A file is written under a hidden name beside its own ({@code .name.….tmp},
 * which no reader of tables looks at), closed, and then renamed over whatever had its name.
 *
 * <p>Locally and on HDFS the rename is one atomic step. Object stores have no rename, but an object shows only when its
 * upload is complete: there a file is written under its own name, and a failed upload is aborted.
 */
public record AtomicFiles(FileSystem fileSystem, Configuration configuration) {

    private static final String TEMPORARY_SUFFIX = ".tmp";
    private static final int BUFFER = 1 << 16;
    /** An object store's write that fails if there is an object of that name by then. */
    private static final String CONDITIONAL = Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

    /** Files on the file system of {@code path}. */
    public static AtomicFiles on(Path path, Configuration configuration) throws IOException {
        FileSystem fileSystem = path.getFileSystem(configuration);
        // Without this, every local file gets a hidden checksum file beside it, which a rename has to move as well.
        FileSystem plain = fileSystem instanceof LocalFileSystem local ? local.getRawFileSystem() : fileSystem;
        return new AtomicFiles(plain, configuration);
    }

    /**
     * Writes a file, replacing one of that name; folders above it are made.
     *
     * @param content writes the bytes, and leaves the stream open; whatever it throws, the file does not appear
     */
    public void write(Path file, IOConsumer<FSDataOutputStream> content) throws IOException {
        write(file, content, () -> { });
    }

    /** @param guard runs when the file is whole, before anybody sees it; if it throws, the file does not appear */
    public void write(Path file, IOConsumer<FSDataOutputStream> content, IORunnable guard) throws IOException {
        if (!isLocal() && fileSystem.hasPathCapability(file, CommonPathCapabilities.ABORTABLE_STREAM)) {
            upload(file, content, guard);
            return;
        }
        Path temporary = new Path(file.getParent(),
                "." + file.getName() + "." + UUID.randomUUID() + TEMPORARY_SUFFIX);
        boolean published = false;
        try {
            makeFolders(file.getParent());
            try (FSDataOutputStream out = create(temporary)) {
                content.accept(out);
                out.hsync();
            }
            if (isLocal()) {
                try (FileChannel channel = FileChannel.open(localPath(temporary), StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
            }
            guard.run();
            rename(temporary, file);
            published = true;
        } catch (IOException e) {
            throw StorageException.of(file, "written", e);
        } finally {
            if (!published) {
                deleteQuietly(temporary);
            }
        }
    }

    private void upload(Path file, IOConsumer<FSDataOutputStream> content, IORunnable guard) throws IOException {
        FSDataOutputStream out = fileSystem.create(file, true);
        boolean whole = false;
        try {
            content.accept(out);
            guard.run();
            whole = true;
        } catch (IOException e) {
            throw StorageException.of(file, "written", e);
        } finally {
            if (!whole) {
                // Closing it would show what there is of it.
                out.abort();
            }
        }
        out.close();
    }

    /** Whether {@link #createNew} lets only one of several processes succeed, as far as the client can tell. */
    public boolean createsExclusively(Path file) throws IOException {
        return isLocal() || !fileSystem.hasPathCapability(file, CommonPathCapabilities.ABORTABLE_STREAM)
                || fileSystem.hasPathCapability(file, CONDITIONAL);
    }

    /** Whether the file system is one that only promises so if its server knows conditional writes. */
    public boolean dependsOnServer(Path file) throws IOException {
        return !isLocal() && fileSystem.hasPathCapability(file, CONDITIONAL);
    }

    /** Writes a file of UTF-8 text. */
    public void writeText(Path file, String text) throws IOException {
        write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Creates a file that must not exist yet; of several processes that try, one succeeds, where
     * {@link #createsExclusively} says so. The text is not written atomically: a reader may see it empty for a moment.
     *
     * @return false if the file was there already
     */
    public boolean createNew(Path file, String text) throws IOException {
        OutputStream created;
        try {
            makeFolders(file.getParent());
            created = openNew(file);
        } catch (FileAlreadyExistsException e) {
            // Its owner may have deleted it since.
            return false;
        } catch (IOException e) {
            // Other file systems have their own ways of saying that the file is there.
            if (fileSystem.exists(file)) {
                return false;
            }
            throw StorageException.of(file, "written", e);
        }
        try (created) {
            created.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // An object store says only at the end that the object is there.
            if (dependsOnServer(file) && fileSystem.exists(file)) {
                return false;
            }
            throw StorageException.of(file, "written", e);
        }
        return true;
    }

    public void makeFolders(Path folder) throws IOException {
        if (isLocal()) {
            try {
                Files.createDirectories(localPath(folder));
            } catch (FileAlreadyExistsException e) {
                throw new NotDirectoryException(e.getFile());
            }
        } else {
            fileSystem.mkdirs(folder);
        }
    }

    /** Locally without Hadoop, which starts a process to set the permissions of each file. */
    private FSDataOutputStream create(Path file) throws IOException {
        return isLocal() ? new FSDataOutputStream(new BufferedOutputStream(Files.newOutputStream(localPath(file)),
                BUFFER), null) : fileSystem.create(file, true);
    }

    private OutputStream openNew(Path file) throws IOException {
        if (isLocal()) {
            return Files.newOutputStream(localPath(file), StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
        }
        if (fileSystem.hasPathCapability(file, CONDITIONAL)) {
            FSDataOutputStreamBuilder<?, ?> builder = fileSystem.createFile(file);
            builder.must(CONDITIONAL, true);
            return builder.build();
        }
        return fileSystem.create(file, false);
    }

    /** Renames over whatever has the new name. */
    public void rename(Path from, Path to) throws IOException {
        if (isLocal()) {
            Files.move(localPath(from), localPath(to), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } else {
            URI uri = fileSystem.getUri();
            FileContext.getFileContext(uri, configuration)
                    .rename(fileSystem.makeQualified(from), fileSystem.makeQualified(to), Options.Rename.OVERWRITE);
        }
    }

    /**
     * The text of a file.
     *
     * @throws FileNotFoundException if there is none
     */
    public String readText(Path file) throws IOException {
        try (FSDataInputStream in = fileSystem.open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw StorageException.of(file, "read", e);
        }
    }

    /** The same, empty if there is none. */
    public Optional<String> textIfThere(Path file) throws IOException {
        try {
            return Optional.of(readText(file));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Whether the file or folder exists. */
    public boolean exists(Path path) throws IOException {
        return fileSystem.exists(path);
    }

    /** Deletes a file or a whole folder; nothing happens if there is none. */
    public void delete(Path path) throws IOException {
        try {
            fileSystem.delete(path, true);
        } catch (IOException e) {
            throw StorageException.of(path, "deleted", e);
        }
    }

    /** The visible files of a folder whose name ends so, by name; none if there is no such folder. */
    public List<FileStatus> list(Path folder, String suffix) throws IOException {
        return entries(folder).stream().filter(file -> file.isFile() && file.getPath().getName().endsWith(suffix)
                        && !StringUtils.startsWithAny(file.getPath().getName(), ".", "_"))
                .sorted(Comparator.comparing(file -> file.getPath().getName())).toList();
    }

    /** Deletes what writers that were killed left in a folder. Only for whoever knows that nobody writes there. */
    public void deleteTemporaries(Path folder) throws IOException {
        for (FileStatus file : entries(folder)) {
            String name = file.getPath().getName();
            if (file.isFile() && name.startsWith(".") && name.endsWith(TEMPORARY_SUFFIX)) {
                fileSystem.delete(file.getPath(), false);
            }
        }
    }

    /** The entries of a folder; none if there is no such folder. */
    public List<FileStatus> entries(Path folder) throws IOException {
        try {
            return List.of(fileSystem.listStatus(folder));
        } catch (FileNotFoundException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageException.of(folder, "read", e);
        }
    }

    private boolean isLocal() {
        return fileSystem instanceof RawLocalFileSystem;
    }

    private java.nio.file.Path localPath(Path path) {
        return ((RawLocalFileSystem) fileSystem).pathToFile(path).toPath();
    }

    private void deleteQuietly(Path file) {
        try {
            fileSystem.delete(file, false);
        } catch (IOException e) {
            // The failure that brought us here matters more; a hidden left-over does no harm.
        }
    }
}
