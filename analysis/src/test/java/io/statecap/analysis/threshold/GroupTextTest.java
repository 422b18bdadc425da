package io.statecap.analysis.threshold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", value = {
        "model.dState=8|''",
        "null|''",
        "''|''",
        "model.dState=8,training.learningRate=0.005|training.learningRate=0.005",
        "training.learningRate=0.005,model.dState=8|training.learningRate=0.005",
        "data.maxAge=64; model.dModel=32; model.layers=2; training.tokens=100|data.maxAge=64 training.tokens=100",
        "data.maxAge=64 model.dState=8 training.tokens=100|data.maxAge=64 training.tokens=100",
        "data.mylayers=3|data.mylayers=3"})
    void sizesAreLeftOut(String group, String expected) {
        assertEquals(expected, GroupText.withoutSizes(group));
    }

    /** The format that sweeps write: every axis, blanks between them. */
    @Test
    void wholeGroupsKeepWhatIsNoSize() {
        String group = "data.keys=128 data.kind=recall data.path=\"my books\" model.dConv=4 model.dModel=32"
                + " model.dState=8 model.expand=2 model.groups=1 model.headDim=64 model.initA=[1,16] model.layers=2"
                + " model.tied=true training.batchTokens=4096";
        assertEquals("data.keys=128 data.kind=recall data.path=\"my books\" model.groups=1 model.initA=[1,16]"
                + " model.tied=true training.batchTokens=4096", GroupText.withoutSizes(group));
    }

    @Test
    void labelsAreWhatSetsGroupsApart() {
        assertEquals(Map.of("a=1 b=[1, 2] c=\"x y\"", "b=[1, 2]", "a=1 b=[1, 3] c=\"x y\"", "b=[1, 3]"),
                GroupText.labels(List.of("a=1 b=[1, 2] c=\"x y\"", "a=1 b=[1, 3] c=\"x y\"")));
        assertEquals(Map.of("a=1 b=2", ""), GroupText.labels(List.of("a=1 b=2", "a=1 b=2")));
        assertEquals(Map.of(), GroupText.labels(List.of()));
    }
}
