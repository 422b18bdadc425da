package io.statecap.datasets;

/**
 * One step of {@link LaneBatches}.
 *
 * @param tokens        inputs and targets
 * @param documentStart {@code [lanes]}: whether the lane's first input opens a document, so that the state carried
 *                      from the step before has nothing to do with it
 */
public record LaneBatch(TokenBatch tokens, boolean[] documentStart) {

    public LaneBatch {
        if (documentStart.length != tokens.lanes()) {
            throw new IllegalArgumentException("documentStart must have one flag for each of the " + tokens.lanes()
                    + " lanes, not " + documentStart.length);
        }
    }
}
