package io.statecap.jobs.experiment.probe;

import io.statecap.model.probe.GateBucket;
import io.statecap.model.probe.HeadState;
import java.io.Serializable;
import java.util.ArrayList;

/**
 * Statistics of states and gates along one prompt.
 *
 * @param states one a layer, head and position; empty if not asked for
 * @param gates  one a layer, head, bucket and quantity; empty if not asked for
 */
public record LayerStatistics(ArrayList<HeadState> states, ArrayList<GateBucket> gates) implements Serializable {}
