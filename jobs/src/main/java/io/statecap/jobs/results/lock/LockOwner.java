package io.statecap.jobs.results.lock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.statecap.jobs.common.HostName;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What the lock file of a sweep says of its owner. */
public record LockOwner(String token, String host, long pid, Instant processStartedAt, Instant startedAt,
                 Instant heartbeatAt) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static LockOwner thisProcess(Instant now) {
        ProcessHandle process = ProcessHandle.current();
        return new LockOwner(UUID.randomUUID().toString(), HostName.current(), process.pid(),
                process.info().startInstant().orElse(Instant.EPOCH), now, now);
    }

    LockOwner touched(Instant now) {
        return new LockOwner(token, host, pid, processStartedAt, startedAt, now);
    }

    /** Whether this owner can be taken for dead. */
    boolean isDead(String thisHost, LockTimes times) {
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
        ObjectNode json = JSON.createObjectNode();
        json.put("token", token).put("host", host).put("pid", pid)
                .put("processStartedAt", processStartedAt.toString())
                .put("startedAt", startedAt.toString())
                .put("heartbeatAt", heartbeatAt.toString());
        return json.toPrettyString() + "\n";
    }

    static Optional<LockOwner> fromJson(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (json == null || !json.path("token").asText().matches("[A-Za-z0-9-]+")) {
                return Optional.empty();
            }
            return Optional.of(new LockOwner(json.path("token").asText(), json.path("host").asText(),
                    json.path("pid").asLong(), Instant.parse(json.path("processStartedAt").asText()),
                    Instant.parse(json.path("startedAt").asText()),
                    Instant.parse(json.path("heartbeatAt").asText())));
        } catch (JsonProcessingException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
