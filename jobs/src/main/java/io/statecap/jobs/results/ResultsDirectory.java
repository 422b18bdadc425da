package io.statecap.jobs.results;

import io.statecap.analysis.table.HorizonRow;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.results.files.AtomicFiles;
import io.statecap.jobs.results.files.HadoopSettings;
import io.statecap.jobs.results.files.StorageException;
import io.statecap.jobs.results.lock.SweepLock;
import io.statecap.jobs.results.parquet.ParquetFormatException;
import io.statecap.jobs.results.parquet.RecordParquet;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.io.function.IOConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * A sweep's results directory, on any file system that Hadoop knows.
 *
 * <pre>
 * DIR/sweep.json                      the resolved configuration
 * DIR/trials/&lt;trial_id&gt;.parquet       written last: a trial is held when this file is there
 * DIR/curves|training|passkey|states|gates/&lt;trial_id&gt;.parquet
 * DIR/fits/thresholds.parquet, DIR/fits/laws.parquet, DIR/fits/horizons.parquet
 * DIR/fits/.compacted/                copies of large tables, to read them faster
 * DIR/checkpoints/&lt;trial_id&gt;/         resumable state of an unfinished trial
 * DIR/checkpoints/damaged/            checkpoints that could not be used
 * DIR/checkpoints/models/&lt;trial_id&gt;/  a kept model
 * DIR/logs/ DIR/figures/ DIR/report.html
 * DIR/sweep.lock                      who sweeps here now
 * </pre>
 *
 * <p>Every file appears whole or not at all. Immutable and serialisable, so that tasks can carry it to executors.
 */
public final class ResultsDirectory implements Serializable {

    private static final long serialVersionUID = 1L;
    /** A file that was found damaged is kept under its name with this behind it. */
    private static final String DAMAGED_SUFFIX = ".damaged";

    private static final Pattern TRIAL_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private final Path root;
    private final HadoopSettings hadoop;
    private transient AtomicFiles files;
    /** The lock under which trials are written; null where nothing locks. */
    private final SweepLock.Claim owner;

    private ResultsDirectory(Path root, Configuration configuration, SweepLock.Claim owner) throws IOException {
        this.owner = owner;
        this.hadoop = new HadoopSettings(configuration);
        this.files = AtomicFiles.on(root, configuration);
        this.root = files.fileSystem().makeQualified(root);
    }

    /**
     * The directory at a path, which need not exist yet: nothing is made before something is written.
     *
     * @throws IOException if the file system of the path is not known or cannot be reached
     */
    public static ResultsDirectory at(Path root, Configuration configuration) throws IOException {
        return new ResultsDirectory(root, configuration, null);
    }

    /** A local directory, with Hadoop's default configuration. */
    public static ResultsDirectory local(java.nio.file.Path root) throws IOException {
        return at(new Path(root.toUri()), new Configuration());
    }

    /**
     * The same directory for the tasks of one sweep: once another sweep has taken its lock over, they can make no trial
     * and no checkpoint visible any more.
     */
    public ResultsDirectory heldBy(SweepLock lock) throws IOException {
        return new ResultsDirectory(root, hadoop.configuration(), lock.claim());
    }

    private void requireOwner() throws IOException {
        if (owner != null && !owner.holds(files)) {
            throw new StorageException(root + " was taken over by another sweep: what this one still ran is not"
                    + " written");
        }
    }

    /** How the file system is reached. */
    public HadoopSettings hadoop() {
        return hadoop;
    }

    /** The directory itself, qualified with its file system. */
    public Path root() {
        return root;
    }

    /**
     * Takes the right to sweep into this directory; see {@link SweepLock}.
     *
     * @throws StorageException if another living sweep holds it
     */
    public SweepLock lock() throws IOException {
        return SweepLock.acquire(files, path(SweepLock.NAME), SweepLock.Times.of(hadoop.configuration()));
    }

    /** Removes what killed writers left half-written. Only for the holder of the lock, before its first trial. */
    public void deleteTemporaries() throws IOException {
        files.deleteTemporaries(root);
        files.deleteTemporaries(fitsFolder());
        for (Table<?> table : Table.ofTrials()) {
            files.deleteTemporaries(folder(table));
        }
    }

    /** The text of {@code sweep.json}; empty if the directory holds no sweep yet. */
    public Optional<String> readSweep() throws IOException {
        return files.textIfThere(sweepFile());
    }

    /** Writes {@code sweep.json}. */
    public void writeSweep(String json) throws IOException {
        files.writeText(sweepFile(), json);
    }

    public Path sweepFile() {
        return new Path(root, "sweep.json");
    }

    // ---- trials and their tables

    /** Ids of the trials that are done, well or not. */
    public Set<String> heldTrials() throws IOException {
        return trialFiles().held();
    }

    /**
     * Writes all rows of a trial, its own row last: from then on the trial is held. Files of an earlier attempt are
     * replaced, or removed where this one has no rows. Two attempts at the same trial may end at the same time, since
     * they write equal rows; a trial to be tried anew is to be {@linkplain #deleteTrial forgotten} first.
     */
    public void writeTrial(TrialRows rows) throws IOException {
        String trialId = rows.trial().trialId();
        requireOwner();
        ProbeRows probed = rows.probed();
        replace(Table.CURVES, trialId, probed.curves());
        replace(Table.TRAINING, trialId, rows.training());
        replace(Table.PASSKEY, trialId, probed.passkey());
        replace(Table.STATES, trialId, probed.states());
        replace(Table.GATES, trialId, probed.gates());
        RecordParquet.of(TrialRow.class).write(file(Table.TRIALS, trialId), List.of(rows.trial()).iterator(),
                hadoop.configuration(), this::requireOwner);
    }

    private <R> void replace(Table<R> table, String trialId, List<R> rows) throws IOException {
        if (rows.isEmpty()) {
            files.delete(file(table, trialId));
        } else {
            write(table, trialId, rows);
        }
    }

    /** Writes one file of a table, named after a trial or, for a further probe, after the probe's own key. */
    public <R> void write(Table<R> table, String id, Iterable<? extends R> rows) throws IOException {
        RecordParquet.of(table.rowType()).write(file(table, id), rows, hadoop.configuration());
    }

    /** All rows of a table, in the order of file names; none if the table is not there. */
    public <R> List<R> read(Table<R> table) throws IOException {
        RecordParquet<R> parquet = RecordParquet.of(table.rowType());
        if (table.perTrial()) {
            return parquet.readAll(folder(table), hadoop.configuration(), RecordParquet::refuse);
        }
        Path file = fitFile(table);
        return files.exists(file) ? parquet.read(file, hadoop.configuration()) : List.of();
    }

    /** The rows of one file of a table; none if there is no such file. */
    public <R> List<R> read(Table<R> table, String id) throws IOException {
        try {
            return RecordParquet.of(table.rowType()).read(file(table, id), hadoop.configuration());
        } catch (FileNotFoundException e) {
            return List.of();
        }
    }

    /**
     * The same rows of a table of one file a trial, without those of damaged files. A table of very many files is read
     * from a compacted copy, which is made first where there is none or any file has changed since.
     *
     * @param damaged called for each such file
     */
    public <R> List<R> readWhole(Table<R> table, Consumer<ParquetFormatException> damaged) throws IOException {
        try {
            return new CompactedTables(new Path(fitsFolder(), ".compacted"), files, hadoop.configuration())
                    .readAll(table, folder(table));
        } catch (ParquetFormatException e) {
            return RecordParquet.of(table.rowType()).readAll(folder(table), hadoop.configuration(), damaged::accept);
        }
    }

    /** Passes all rows of a table of one file a trial to a consumer, in the order of file names, on this thread. */
    public <R> void forEach(Table<R> table, IOConsumer<? super R> consumer) throws IOException {
        RecordParquet.of(table.rowType()).forEach(folder(table), hadoop.configuration(), consumer,
                RecordParquet::refuse);
    }

    /** The files of all trials, listed now: reading trials from it asks for no file that is not there. */
    public TrialFiles trialFiles() throws IOException {
        return TrialFiles.list(files, root, hadoop.configuration());
    }

    /**
     * Makes a trial missing because one of its files is damaged. That file is kept beside its old place, where no
     * reader of tables takes it for one.
     *
     * @return where it is kept
     */
    public Path setAside(String trialId, ParquetFormatException damage) throws IOException {
        Path kept = damage.file().suffix(DAMAGED_SUFFIX);
        files.rename(damage.file(), kept);
        files.delete(file(Table.TRIALS, trialId));
        return kept;
    }

    /** Forgets a trial: its row first, then its other rows, checkpoints and kept model. */
    public void deleteTrial(String trialId) throws IOException {
        files.delete(file(Table.TRIALS, trialId));
        for (Table<?> table : Table.ofTrials()) {
            files.delete(file(table, trialId));
        }
        checkpoints(trialId).delete();
        files.delete(models().folder(trialId));
    }

    /** Where a table's files lie, for tables of one file a trial. */
    public Path folder(Table<?> table) {
        if (!table.perTrial()) {
            throw new IllegalArgumentException("Table " + table.name() + " is a single file.");
        }
        return new Path(root, table.name());
    }

    private Path file(Table<?> table, String id) {
        return new Path(folder(table), checkedId(id) + RecordParquet.SUFFIX);
    }

    /** Writes the tables of {@code fits/}. */
    public void writeFits(List<ThresholdRow> thresholds, List<LawRow> laws, List<HorizonRow> horizons)
            throws IOException {
        RecordParquet.of(ThresholdRow.class).write(fitFile(Table.THRESHOLDS), thresholds, hadoop.configuration());
        RecordParquet.of(LawRow.class).write(fitFile(Table.LAWS), laws, hadoop.configuration());
        RecordParquet.of(HorizonRow.class).write(fitFile(Table.HORIZONS), horizons, hadoop.configuration());
    }

    private Path fitsFolder() {
        return new Path(root, "fits");
    }

    private Path fitFile(Table<?> table) {
        return new Path(fitsFolder(), table.name() + RecordParquet.SUFFIX);
    }

    // ---- checkpoints and models

    /** The resumable states of an unfinished trial. */
    public Checkpoints checkpoints(String trialId) {
        return new Checkpoints(files, new Path(checkpointsFolder(), checkedId(trialId)), this::requireOwner);
    }

    /** Trials that have checkpoints, whole or not, without asking for each. */
    public Set<String> trialsWithCheckpoints() throws IOException {
        return files.entries(checkpointsFolder()).stream().map(entry -> entry.getPath().getName())
                .collect(Collectors.toSet());
    }

    /** The models that trials keep. */
    public KeptModels models() {
        return new KeptModels(files, new Path(checkpointsFolder(), "models"));
    }

    private Path checkpointsFolder() {
        return new Path(root, "checkpoints");
    }

    /** Writes any other file, such as a log, a figure or the report; {@code name} is relative to the directory. */
    public void writeFile(String name, IOConsumer<FSDataOutputStream> content) throws IOException {
        files.write(path(name), content);
    }

    /** Deletes such a file; nothing happens if there is none. */
    public void deleteFile(String name) throws IOException {
        files.delete(path(name));
    }

    /** Writes the log of one failed trial, or the sweep's, to {@code logs/}. */
    public void writeLog(String name, String text) throws IOException {
        files.writeText(new Path(path("logs"), checkedId(name) + ".log"), text);
    }

    /** Reads such a file; empty if there is none. */
    public Optional<String> readText(String name) throws IOException {
        return files.textIfThere(path(name));
    }

    /** Whether anything lies in the directory but a lock: files of somebody else, if it holds no sweep. */
    public boolean holdsForeignFiles() throws IOException {
        return files.entries(root).stream().map(entry -> entry.getPath().getName())
                .anyMatch(name -> !SweepLock.owns(name));
    }

    /** The path of a name relative to the directory. */
    public Path path(String name) {
        return new Path(root, name);
    }

    /** Deletes the whole directory but the lock, for {@code --overwrite}. */
    public void deleteAll() throws IOException {
        for (FileStatus entry : files.entries(root)) {
            if (!SweepLock.owns(entry.getPath().getName())) {
                files.delete(entry.getPath());
            }
        }
    }

    static String checkedId(String id) {
        // These are folders beside the trials' checkpoints.
        if (!TRIAL_ID.matcher(id).matches() || id.equals("models") || id.equals(Checkpoints.DAMAGED)) {
            throw new IllegalArgumentException("'" + id + "' cannot name a file of a results directory.");
        }
        return id;
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        try {
            files = AtomicFiles.on(root, hadoop.configuration());
        } catch (IOException e) {
            throw new IOException("Results directory " + root + " cannot be reached from here: " + e.getMessage(), e);
        }
    }
}
