package io.statecap.analysis.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A headless Chromium with one page, driven over its DevTools protocol. */
final class Chromium implements AutoCloseable {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");
    private static final long TIMEOUT_SECONDS = 30;
    private static final String LISTENING = "DevTools listening on ";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> loaded = new CompletableFuture<>();
    private int lastId;
    private String session;

    /** The browser to use: the system property {@code statecap.chromium}, else the first on the PATH. */
    static Optional<Path> find() {
        String named = System.getProperty("statecap.chromium");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable).findFirst();
    }

    /** Starts {@code browser} with a profile of its own and opens {@code page}. */
    Chromium(Path browser, Path profile, Path page, int width, int height) throws Exception {
        process = new ProcessBuilder(browser.toString(), "--headless=new", "--disable-gpu", "--no-first-run",
                // The only page is the project's own file, and the sandbox does not start for root in containers.
                "--no-sandbox", "--disable-dev-shm-usage", "--disable-extensions", "--disable-background-networking",
                "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows",
                "--remote-debugging-port=0", "--user-data-dir=" + profile, "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        socket = HttpClient.newHttpClient().newWebSocketBuilder()
                .buildAsync(URI.create(address()), new Listener()).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        String target = send("Target.createTarget", Map.of("url", "about:blank")).get("targetId").asText();
        session = send("Target.attachToTarget", Map.of("targetId", target, "flatten", true)).get("sessionId").asText();
        send("Page.enable", Map.of());
        send("Page.bringToFront", Map.of());
        send("Runtime.enable", Map.of());
        send("Log.enable", Map.of());
        send("Network.enable", Map.of());
        resize(width, height);
        send("Page.navigate", Map.of("url", page.toUri().toString()));
        loaded.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    private String address() throws IOException {
        BufferedReader errors = new BufferedReader(new InputStreamReader(process.getErrorStream(),
                StandardCharsets.UTF_8));
        String line;
        while ((line = errors.readLine()) != null) {
            if (line.startsWith(LISTENING)) {
                drain(errors);
                return line.substring(LISTENING.length()).strip();
            }
        }
        throw new IOException("Chromium ended without offering its DevTools");
    }

    /** A browser whose messages nobody reads stops when the pipe is full. */
    private static void drain(BufferedReader errors) {
        Thread reader = new Thread(() -> errors.lines().forEach(line -> { }));
        reader.setDaemon(true);
        reader.start();
    }

    /** Console errors, uncaught exceptions, failed loads, and requests that leave the disk. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** The value of a JavaScript expression. */
    JsonNode evaluate(String expression) throws Exception {
        JsonNode result = send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true,
                "awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + result.get("exceptionDetails"));
        }
        return result.get("result").path("value");
    }

    void resize(int width, int height) throws Exception {
        send("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        afterDrawing();
    }

    void preferDark(boolean dark) throws Exception {
        send("Emulation.setEmulatedMedia", Map.of("features",
                List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        afterDrawing();
    }

    void movePointer(double x, double y) throws Exception {
        send("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", x, "y", y));
        afterDrawing();
    }

    /** Loads the page of the present address again. */
    void reload() throws Exception {
        evaluate("window.beforeReload = true");
        send("Page.reload", Map.of());
        for (int i = 0; i < 100; i++) {
            Thread.sleep(50);
            if (evaluate("document.readyState === 'complete' && document.documentElement.dataset.ready === 'true'"
                    + " && !window.beforeReload").asBoolean()) {
                return;
            }
        }
        throw new IllegalStateException("the page did not load again");
    }

    void drag(double fromX, double fromY, double toX, double toY) throws Exception {
        mouse("mousePressed", fromX, fromY);
        mouse("mouseMoved", (fromX + toX) / 2, (fromY + toY) / 2);
        mouse("mouseMoved", toX, toY);
        mouse("mouseReleased", toX, toY);
        afterDrawing();
    }

    private void mouse(String type, double x, double y) throws Exception {
        send("Input.dispatchMouseEvent", Map.of("type", type, "x", x, "y", y, "button", "left", "buttons", 1,
                "clickCount", 1));
    }

    void pressKey(String key) throws Exception {
        send("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", key, "code", key));
        send("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "code", key));
        afterDrawing();
    }

    /** A picture of the element that {@code selector} finds. */
    void screenshot(String selector, Path file) throws Exception {
        JsonNode box = evaluate("(() => { const r = document.querySelector('" + selector + "').getBoundingClientRect();"
                + " return {x: r.x + scrollX, y: r.y + scrollY, width: r.width, height: r.height, scale: 1}; })()");
        JsonNode picture = send("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true,
                "clip", JSON.convertValue(box, Map.class)));
        Files.write(file, Base64.getDecoder().decode(picture.get("data").asText()));
    }

    /** The page as it prints, as PDF. */
    void print(Path file) throws Exception {
        JsonNode pdf = send("Page.printToPDF", Map.of("printBackground", false));
        Files.write(file, Base64.getDecoder().decode(pdf.get("data").asText()));
    }

    /**
     * Waits until what was asked for has been drawn; a browser without anything to draw may not offer a frame at all.
     */
    void afterDrawing() throws Exception {
        evaluate("new Promise(done => { requestAnimationFrame(() => setTimeout(() => done(0), 30));"
                + " setTimeout(() => done(0), 1000); })");
    }

    private JsonNode send(String method, Map<String, Object> parameters)
            throws InterruptedException, ExecutionException, TimeoutException {
        ObjectNode message = JSON.createObjectNode().put("id", ++lastId).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        if (session != null) {
            message.put("sessionId", session);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(lastId, answer);
        socket.sendText(message.toString(), true).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        JsonNode reply = answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (reply.has("error")) {
            throw new IllegalStateException(method + ": " + reply.get("error"));
        }
        return reply.path("result");
    }

    @Override
    public void close() throws Exception {
        session = null;
        try {
            send("Browser.close", Map.of());
        } finally {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                receive(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void receive(String message) {
            try {
                JsonNode node = JSON.readTree(message);
                if (node.has("id")) {
                    answers.remove(node.get("id").asInt()).complete(node);
                } else {
                    notice(node.path("method").asText(), node.path("params"));
                }
            } catch (IOException e) {
                complaints.add("unreadable message: " + message);
            }
        }

        private void notice(String method, JsonNode params) {
            switch (method) {
                case "Page.loadEventFired" -> loaded.complete(null);
                case "Runtime.exceptionThrown" -> complaints.add("exception: " + params);
                case "Log.entryAdded" -> complaints.add("log: " + params);
                case "Network.requestWillBeSent" -> {
                    String url = params.path("request").path("url").asText();
                    if (!url.startsWith("file:") && !url.startsWith("data:") && !url.startsWith("about:")) {
                        complaints.add("request: " + url);
                    }
                }
                case "Runtime.consoleAPICalled" -> {
                    if (List.of("error", "warning").contains(params.path("type").asText())) {
                        complaints.add("console: " + params);
                    }
                }
                default -> { }
            }
        }
    }
}
