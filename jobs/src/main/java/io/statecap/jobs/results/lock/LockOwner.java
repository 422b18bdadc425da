package io.statecap.jobs.results.lock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.statecap.jobs.common.HostName;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What the lock file of a sweep says of its owner. */
public record LockOwner(String token, String host, long pid, Instant processStartedAt, Instant startedAt,
                 Instant heartbeatAt) {

    private static final ObjectMapper JSON = JsonMapper.builder().addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES).build();

    /** @throws IllegalArgumentException if the token cannot be part of a file's name */
    public LockOwner {
        if (!token.matches("[A-Za-z0-9-]+")) {
            throw new IllegalArgumentException("token is " + token);
        }
    }

    static LockOwner thisProcess(Instant now) {
        ProcessHandle process = ProcessHandle.current();
        return new LockOwner(UUID.randomUUID().toString(), HostName.current(), process.pid(),
                process.info().startInstant().orElse(Instant.EPOCH), now, now);
    }

    LockOwner touched(Instant now) {
        return new LockOwner(token, host, pid, processStartedAt, startedAt, now);
    }

    /** Whether this owner can be taken for dead. */
    boolean isDead(String thisHost, SweepLock.Times times) {
        return times.isStale(heartbeatAt) || host.equals(thisHost) && !alive();
    }

    /** A process id is used again one day: the process must also have started when the owner did. */
    private boolean alive() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive)
                .map(process -> process.info().startInstant()
                        .map(start -> start.equals(processStartedAt)).orElse(true))
                .orElse(false);
    }

    public String toJson() {
        return JSON.valueToTree(this).toPrettyString() + "\n";
    }

    /** Empty if it names no owner. */
    static Optional<LockOwner> fromJson(String text) {
        try {
            return Optional.ofNullable(JSON.readValue(text, LockOwner.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
