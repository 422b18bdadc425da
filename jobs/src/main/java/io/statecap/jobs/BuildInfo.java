package io.statecap.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.nd4j.linalg.factory.Nd4j;

/** What was built, from the resource that the build writes, and what it runs on. */
public final class BuildInfo {

    private static final String RESOURCE = "/statecap.properties";
    private static final String UNKNOWN = "unknown";

    private BuildInfo() {}

    /** Version of the project. */
    public static String version() {
        return property("version");
    }

    /** Git commit, with {@code -dirty} behind it where the build had uncommitted changes. */
    public static String commit() {
        return property("commit");
    }

    /** Version, commit, Java, ND4J's backend and its instruction set: the column {@code version}. */
    public static String provenance() {
        return version() + " (" + commit() + "; Java " + Runtime.version() + "; " + platform() + ")";
    }

    private static String platform() {
        return Nd4j.getBackend().getClass().getSimpleName() + "; " + instructions();
    }

    /** Instruction set of the kernels: the width that the Vector API prefers here, or plain loops. */
    private static String instructions() {
        boolean vector = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        return System.getProperty("os.arch") + (vector ? " vector" : " scalar");
    }

    private static String property(String name) {
        try (InputStream in = BuildInfo.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                return UNKNOWN;
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty(name, UNKNOWN);
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
