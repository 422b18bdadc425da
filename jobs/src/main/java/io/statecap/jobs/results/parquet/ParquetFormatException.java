package io.statecap.jobs.results.parquet;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.ParquetRuntimeException;

/** A file that is no Parquet, a damaged one, or one of another kind than was asked for; the message names it. */
public final class ParquetFormatException extends IOException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 300;

    private final String file;

    /** @param problem what is wrong, to follow the file's name */
    public ParquetFormatException(Object file, String problem) {
        super(file + " " + shortened(problem));
        this.file = file.toString();
    }

    /** What Parquet's own code said of a file, brought down to a clause. */
    public ParquetFormatException(Object file, Exception cause) {
        super(file + " cannot be read as Parquet: " + reason(cause), cause);
        this.file = file.toString();
    }

    /** The file. */
    public Path file() {
        return new Path(file);
    }

    private static String reason(Exception e) {
        // Others, such as NullPointerException, speak of that code instead of the file.
        boolean meant = e instanceof IOException || e instanceof ParquetRuntimeException;
        String message = !meant || e.getMessage() == null ? "" : e.getMessage().lines().findFirst().orElse("");
        // What follows is the name of a class of that code.
        int end = message.indexOf(" Struct: ");
        String clause = (end < 0 ? message : message.substring(0, end)).replaceFirst("[.!:\\s]+$", "");
        if (clause.isEmpty() || clause.equals("null")) {
            return "it is damaged (" + e.getClass().getSimpleName() + ")";
        }
        return shortened(clause);
    }

    /** Names in damaged files may be long, and schemas have several lines. */
    private static String shortened(String clause) {
        String line = clause.replaceAll("\\s+", " ");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }
}
