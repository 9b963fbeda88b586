package bzh.vigie.installers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that goes on while a test does, and is ended with it. */
record Program(Process process, Path output, Ended ended) implements AutoCloseable {
    private static final long LOOK_MILLIS = 200;
    private static final int STOP_SECONDS = 30;

    /** The agent with that folder of its state, in French or English. */
    static Program agent(Path state, String language) throws IOException {
        String launcher = Commands.TOP.resolve("vigie").toString();
        return start(List.of(launcher, "agent", "run", "--state", state.toString(), "--lang", language));
    }

    static Program start(List<String> words) throws IOException {
        return start(words, () -> {});
    }

    /** With an act once it has ended. */
    static Program start(List<String> words, Ended ended) throws IOException {
        Path output = Files.createTempFile("vigie-test-", ".out");
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("LANG", "C.UTF-8");
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        builder.redirectInput(Path.of("/dev/null").toFile());
        return new Program(builder.start(), output, ended);
    }

    /** Everything it said so far. */
    String said() {
        try {
            return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "nothing: " + e;
        }
    }

    /** Waits until it says this; false where it ended or the time was over before. */
    boolean says(String words, Duration atMost) throws IOException, InterruptedException {
        return until(() -> said().contains(words), atMost);
    }

    /**
     * Waits until that is so; false where the program ended or the time was over before. What takes long to look at is looked at less
     * often, so that looking takes little from what is waited for.
     */
    boolean until(Condition condition, Duration atMost) throws IOException, InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() - end < 0) {
            long began = System.nanoTime();
            if (condition.holds()) {
                return true;
            }
            if (!process.isAlive()) {
                return condition.holds();
            }
            long took = (System.nanoTime() - began) / 1_000_000;
            Thread.sleep(Math.max(LOOK_MILLIS, 2 * took));
        }
        return condition.holds();
    }

    /** An act once it has ended. */
    @FunctionalInterface
    interface Ended {
        void ended() throws IOException;
    }

    /** What is waited for. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /** Asks it to end, and ends it where it does not. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(output);
        ended.ended();
    }
}
