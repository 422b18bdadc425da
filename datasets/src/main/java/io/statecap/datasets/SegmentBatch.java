package io.statecap.datasets;

/**
 * One step of {@link TruncatedBpttBatches}: a segment of each sequence.
 *
 * @param tokens        inputs and targets
 * @param documentStart {@code [sequences]}: whether the segment's first input opens a document, so that the state
 *                      after the sequence's last segment is of another document
 */
public record SegmentBatch(TokenBatch tokens, boolean[] documentStart) {

    public SegmentBatch {
        if (documentStart.length != tokens.sequences()) {
            throw new IllegalArgumentException("documentStart must have one flag for each of the " + tokens.sequences()
                    + " sequences, not " + documentStart.length);
        }
    }
}
