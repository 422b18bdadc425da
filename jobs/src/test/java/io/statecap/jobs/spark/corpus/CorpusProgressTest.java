package io.statecap.jobs.spark.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CorpusProgressTest {

    @Test
    void aBarIsShownWhereItIsKnownHowMuchThereIs() {
        assertEquals("reading, 12s", CorpusProgress.line("reading", 0, 0, 12));
        assertEquals("reading, 12s, 3.0 MiB of text", CorpusProgress.line("reading", 3 << 20, 0, 12));
        assertEquals("tokenising, 1m 05s, 3.0 MiB of text, 75 % [###############-----]",
                CorpusProgress.line("tokenising", 3 << 20, 4 << 20, 65));
        assertTrue(CorpusProgress.line("counting pieces", 999L << 30, 1000L << 30, 3599).length() < 80);
    }
}
