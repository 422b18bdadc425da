package io.statecap.jobs.results.parquet;

import io.statecap.jobs.results.files.AtomicFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A file as Parquet's reader wants it: a small one is fetched whole, with one request for all its streams. */
final class StoredFile implements InputFile {

    /** Files up to this size are read with one request. */
    private static final long WHOLE_FILE_BYTES = 4L << 20;

    private final AtomicFiles files;
    private final FileStatus status;
    private byte[] content;

    StoredFile(AtomicFiles files, FileStatus status) {
        this.files = files;
        this.status = status;
    }

    @Override
    public long getLength() {
        return status.getLen();
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
        if (content == null) {
            FSDataInputStream in = files.fileSystem().open(status.getPath());
            if (status.getLen() > WHOLE_FILE_BYTES) {
                return HadoopStreams.wrap(in);
            }
            try (in) {
                content = in.readAllBytes();
            }
        }
        return new MemoryInput(ByteBufferInputStream.wrap(ByteBuffer.wrap(content)));
    }

    @Override
    public String toString() {
        return status.getPath().toString();
    }

    private static final class MemoryInput extends DelegatingSeekableInputStream {

        private final ByteBufferInputStream bytes;

        MemoryInput(ByteBufferInputStream bytes) {
            super(bytes);
            this.bytes = bytes;
            bytes.mark(Integer.MAX_VALUE);
        }

        @Override
        public long getPos() {
            return bytes.position();
        }

        @Override
        public void seek(long position) throws IOException {
            bytes.reset();
            bytes.mark(Integer.MAX_VALUE);
            bytes.skipFully(position);
        }
    }
}
