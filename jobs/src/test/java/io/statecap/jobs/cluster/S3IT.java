package io.statecap.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps on an S3 server with real HTTP; its jars and those of the client are fetched as docs/faults.md says. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class S3IT {

    private static final long WAIT_SECONDS = 120;
    private static final String RESULTS = "s3a://statecap/results";
    private static final String CONFIG = """
            {"name": "s3",
             "model": {"dModel": 32, "layers": 2, "dState": [4, 8], "headDim": 16, "expand": 2},
             "data": {"kind": "recall", "keys": 128, "values": 32, "newRate": 0.5, "maxAge": 64},
             "training": {"length": [32, 64], "tokens": 600000, "batchTokens": 2048, "learningRate": 0.005, "seed": 0},
             "probe": {"length": 1024, "sequences": 8},
             "criterion": {"kind": "excess", "slice": "age<=8"},
             "execution": {"checkpointEverySeconds": 1}}""";

    @TempDir
    private Path folder;
    private Path config;
    private Process server;
    private int port;

    @BeforeEach
    void startServer() throws Exception {
        Path jars = Path.of("target/s3mock").toAbsolutePath();
        assumeTrue(Files.isDirectory(jars) && Files.isDirectory(Path.of("target/s3a")),
                "the S3 server and client were not fetched");
        config = Files.writeString(folder.resolve("s3.json"), CONFIG);
        port = freePort();
        server = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
                "-cp", jars + File.separator + "*", "com.adobe.testing.s3mock.S3MockApplication",
                "--server.port=" + freePort(), "--com.adobe.testing.s3mock.httpPort=" + port)
                .redirectErrorStream(true).redirectOutput(folder.resolve("server.log").toFile()).start();
        HttpRequest makeBucket = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/statecap"))
                .PUT(HttpRequest.BodyPublishers.noBody()).build();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (true) {
            try {
                assertEquals(200, HttpClient.newHttpClient().send(makeBucket, HttpResponse.BodyHandlers.ofString())
                        .statusCode());
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline || !server.isAlive()) {
                    fail("the server did not start: " + Files.readString(folder.resolve("server.log")));
                }
                Thread.sleep(200);
            }
        }
    }

    @AfterEach
    void stopServer() throws InterruptedException {
        if (server != null) {
            server.destroyForcibly().waitFor();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private SweepProcess start(String name, List<String> more, String... arguments) throws IOException {
        List<String> options = new ArrayList<>(List.of("-Dspark.master=local[2]",
                "-Dspark.hadoop.fs.s3a.endpoint=http://127.0.0.1:" + port,
                "-Dspark.hadoop.fs.s3a.endpoint.region=us-east-1", "-Dspark.hadoop.fs.s3a.path.style.access=true",
                "-Dspark.hadoop.fs.s3a.connection.ssl.enabled=false",
                "-Dspark.hadoop.fs.s3a.access.key=any", "-Dspark.hadoop.fs.s3a.secret.key=any"));
        options.addAll(more);
        return SweepProcess.start(folder.resolve(name + ".log"), options, arguments);
    }

    private SweepProcess sweep(String name, String results) throws IOException {
        return start(name, List.of(), "sweep", config.toString(), "--out", results);
    }

    @Test
    void twoAtOnceAKillAndAResumeLeaveWhatAnUndisturbedSweepLeaves() throws Exception {
        try (SweepProcess one = sweep("one", RESULTS); SweepProcess two = sweep("two", RESULTS)) {
            SweepProcess loser = firstToEnd(one, two);
            SweepProcess winner = loser == one ? two : one;
            assertEquals(2, loser.exitCode(), loser.said());
            assertTrue(loser.said().contains("is in use by another sweep"), loser.said());
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
            while (!winner.said().contains("[1/4 done")) {
                if (!winner.process().isAlive() || System.nanoTime() > deadline) {
                    fail("no trial was done: " + winner.said());
                }
                Thread.sleep(50);
            }
            winner.signal("KILL");
            winner.exitCode();
        }
        try (SweepProcess again = sweep("again", RESULTS);
                SweepProcess calm = sweep("calm", folder.resolve("calm").toString())) {
            assertEquals(0, again.exitCode(), again.said());
            assertTrue(again.said().contains("4 trials, 1 held") || again.said().contains("4 trials, 2 held"),
                    again.said());
            assertEquals(0, calm.exitCode(), calm.said());
        }
        Path actual = export("actual", RESULTS);
        Path expected = export("expected", folder.resolve("calm").toString());
        for (String table : List.of("curves.csv", "training.csv", "thresholds.csv")) {
            assertEquals(Files.readString(expected.resolve(table)), Files.readString(actual.resolve(table)), table);
        }
    }

    /** Without conditional writes nothing keeps two sweeps apart: refused before anything is written. */
    @Test
    void aStoreWithoutConditionalWritesIsRefused() throws Exception {
        try (SweepProcess sweep = start("refused",
                List.of("-Dspark.hadoop.fs.s3a.create.conditional.enabled=false"),
                "sweep", config.toString(), "--out", RESULTS)) {
            assertEquals(2, sweep.exitCode(), sweep.said());
            assertTrue(sweep.said().contains("does not know conditional writes"), sweep.said());
        }
    }

    private static SweepProcess firstToEnd(SweepProcess one, SweepProcess two) throws InterruptedException {
        while (true) {
            if (!one.process().isAlive()) {
                return one;
            }
            if (!two.process().isAlive()) {
                return two;
            }
            Thread.sleep(50);
        }
    }

    private Path export(String name, String results) throws Exception {
        Path csv = folder.resolve(name);
        try (SweepProcess export = start(name + "-export", List.of(), "export", results, "--csv", csv.toString())) {
            assertEquals(0, export.exitCode(), export.said());
        }
        return csv;
    }
}
