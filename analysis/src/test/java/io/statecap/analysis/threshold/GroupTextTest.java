package io.statecap.analysis.threshold;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
        "data.maxAge=64; model.dModel=32; model.layers=2; training.tokens=100|data.maxAge=64; training.tokens=100",
        "data.maxAge=64 model.dState=8 training.tokens=100|data.maxAge=64 training.tokens=100",
        "{\"model.dState\":8,\"model.initA\":[0.0625,1.0]}|{\"model.initA\":[0.0625,1.0]}",
        "{\"model.initA\":[0.0625,1.0],\"model.dState\":8}|{\"model.initA\":[0.0625,1.0]}",
        "{\"model.dState\":8}|''",
        "data.mylayers=3|data.mylayers=3"})
    void sizesAreLeftOut(String group, String expected) {
        assertEquals(expected, GroupText.withoutSizes(group));
    }
}
