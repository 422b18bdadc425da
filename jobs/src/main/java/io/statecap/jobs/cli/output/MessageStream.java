package io.statecap.jobs.cli.output;

import java.io.PrintStream;
import java.nio.file.Path;

/** Where messages are printed: local paths as people write them, whatever part of the program names them. */
public final class MessageStream extends PrintStream {

    private static final String HERE = "file:" + Path.of("").toAbsolutePath() + "/";

    public MessageStream(PrintStream out) {
        super(out, true);
    }

    @Override
    public void print(String text) {
        super.print(plain(String.valueOf(text)));
    }

    /** A text with local paths instead of the addresses that Hadoop makes of them; those below this folder relative. */
    public static String plain(String text) {
        return text.contains("file:/") ? text.replace("file:///", "file:/").replace(HERE, "").replace("file:/", "/")
                : text;
    }
}
