package io.statecap.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalInt;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SparkMasterTest {

    @Test
    void localMastersGetAttemptsAndOthersStayAsTheyAre() {
        assertEquals("local[*,3]", SparkMaster.with("local[*]", 0, 3));
        assertEquals("local[8,3]", SparkMaster.with("local[*]", 8, 3));
        assertEquals("local[8,5]", SparkMaster.with("local[*,5]", 8, 3));
        assertEquals("local[1,3]", SparkMaster.with("local", 8, 3));
        assertEquals("local[2,5]", SparkMaster.with("local[2,5]", 8, 3));
        assertEquals("spark://HOST:7077", SparkMaster.with("spark://HOST:7077", 8, 3));
    }

    @Test
    void coresOfALocalMaster() {
        assertEquals(OptionalInt.of(8), SparkMaster.localCores("local[*]", 8));
        assertEquals(OptionalInt.of(2), SparkMaster.localCores("local[2, 4]", 8));
        assertEquals(OptionalInt.empty(), SparkMaster.localCores("spark://HOST:7077", 8));
    }

    @Test
    void slotsAreCoresOverThreads() {
        SparkConf conf = new SparkConf(false).set("spark.master", "local[4]").set("spark.task.cpus", "2");
        assertEquals(2, SparkMaster.slots(conf, 16));
        SparkConf cluster = new SparkConf(false).set("spark.master", "spark://HOST:7077")
                .set("spark.executor.cores", "3");
        assertEquals(3, SparkMaster.slots(cluster, 16));
        // Standalone executors take all cores of their worker; those of YARN and Kubernetes one, unless told otherwise.
        assertEquals(16, SparkMaster.slots(new SparkConf(false).set("spark.master", "spark://HOST:7077"), 16));
        assertEquals(1, SparkMaster.slots(new SparkConf(false).set("spark.master", "yarn"), 16));
        assertEquals(1, SparkMaster.slots(new SparkConf(false).set("spark.master", "k8s://https://HOST"), 16));
    }
}
