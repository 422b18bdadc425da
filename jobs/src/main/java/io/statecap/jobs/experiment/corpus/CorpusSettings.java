package io.statecap.jobs.experiment.corpus;

import io.statecap.jobs.common.UsageException;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * What becomes a document of the corpus.
 *
 * @param format        format of all files; null for what their names tell
 * @param field         field of a JSON line, or Parquet column, that holds the text
 * @param extensions    endings of the names of the text files to take from folders and archives; empty for all
 * @param excluded      files of folders and archives whose path has one of these in it are left out
 * @param minimumTokens documents with fewer tokens are left out
 * @param heldOutShare  share of the documents that no training sees
 * @param share         share of the documents to keep, in (0, 1]
 * @param maximumBytes  most bytes of one document; more is refused
 */
public record CorpusSettings(InputFormat format, String field, List<String> extensions, List<String> excluded,
                             int minimumTokens, double heldOutShare, double share, int maximumBytes)
        implements Serializable {

    /** A document, its copy in a row of Spark and its tokens must fit into a task's memory. */
    public static final int DEFAULT_MAXIMUM_BYTES = 256 << 20;

    /** @throws UsageException for a value out of range */
    public CorpusSettings {
        extensions = List.copyOf(extensions);
        excluded = List.copyOf(excluded);
        for (String extension : extensions) {
            if (extension.length() < 2 || !extension.startsWith(".")) {
                throw new UsageException("--extensions has '" + extension + "', but must have endings such as .java.");
            }
        }
        UsageException.require(minimumTokens >= 1, "--minimum-tokens", minimumTokens, "be 1 or more");
        UsageException.require(heldOutShare >= 0 && heldOutShare < 1, "--held-out", heldOutShare,
                "be from 0 to below 1");
        UsageException.require(share > 0 && share <= 1, "--share", share, "be above 0 and at most 1");
        if (maximumBytes < 1) {
            throw new UsageException("--maximum-mib must be from 1 to 1024.");
        }
    }

    /** Whether a text file of a folder or archive is to be taken. */
    boolean wants(String path) {
        String plain = InputFormat.withoutCompression(path);
        return !excludes(path) && (extensions.isEmpty()
                || extensions.stream().anyMatch(e -> plain.endsWith(e.toLowerCase(Locale.ROOT))));
    }

    /** Whether a file of a folder or archive is to be left out, whatever it is. */
    boolean excludes(String path) {
        return excluded.stream().anyMatch(path::contains);
    }
}
