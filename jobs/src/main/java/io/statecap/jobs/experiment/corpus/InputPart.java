package io.statecap.jobs.experiment.corpus;

import java.io.Serializable;

/**
 * What a task reads at a time: a file, or the lines or row groups that begin in a range of it.
 *
 * @param path   file, qualified with its file system
 * @param format how documents lie in it
 * @param from   first byte
 * @param to     one past the last byte
 */
public record InputPart(String path, InputFormat format, long from, long to) implements Serializable {

    long bytes() {
        return to - from;
    }
}
