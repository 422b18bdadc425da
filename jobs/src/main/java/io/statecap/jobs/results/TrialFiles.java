package io.statecap.jobs.results;

import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.results.files.AtomicFiles;
import io.statecap.jobs.results.parquet.ParquetFormatException;
import io.statecap.jobs.results.parquet.RecordParquet;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.lang3.StringUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** The files of all trials of a results directory, as they were listed. */
public final class TrialFiles {

    private final Map<Table<?>, Map<String, FileStatus>> listed;
    private final Configuration configuration;

    private TrialFiles(Map<Table<?>, Map<String, FileStatus>> listed, Configuration configuration) {
        this.listed = listed;
        this.configuration = configuration;
    }

    /** One listing a table. */
    static TrialFiles list(AtomicFiles files, Path root, Configuration configuration) throws IOException {
        Map<Table<?>, Map<String, FileStatus>> listed = new HashMap<>();
        for (Table<?> table : Table.ofTrials()) {
            Map<String, FileStatus> byId = new HashMap<>();
            for (FileStatus file : files.list(new Path(root, table.name()), RecordParquet.SUFFIX)) {
                byId.put(StringUtils.removeEnd(file.getPath().getName(), RecordParquet.SUFFIX), file);
            }
            listed.put(table, byId);
        }
        return new TrialFiles(listed, configuration);
    }

    /** The ids of the trials that are done. */
    public Set<String> held() {
        return listed.get(Table.TRIALS).keySet();
    }

    /**
     * Reads every file of a held trial once, to its end.
     *
     * @throws ParquetFormatException for the first that is damaged
     */
    public TrialRows read(String trialId) throws IOException {
        List<TrialRow> rows = read(Table.TRIALS, trialId);
        if (rows.size() != 1) {
            throw new ParquetFormatException(listed.get(Table.TRIALS).get(trialId).getPath(), "has " + rows.size()
                    + " rows, where a trial has one");
        }
        return new TrialRows(rows.get(0), read(Table.TRAINING, trialId), new ProbeRows(trialId,
                read(Table.CURVES, trialId), read(Table.PASSKEY, trialId), read(Table.STATES, trialId),
                read(Table.GATES, trialId)));
    }

    private <R> List<R> read(Table<R> table, String id) throws IOException {
        FileStatus file = listed.get(table).get(id);
        return file == null ? List.of() : RecordParquet.of(table.rowType()).read(file, configuration);
    }
}
