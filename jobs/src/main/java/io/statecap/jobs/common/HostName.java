package io.statecap.jobs.common;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this machine. */
public final class HostName {

    private HostName() {}

    /** The machine's name, or {@code localhost} where it knows none. */
    public static String current() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
