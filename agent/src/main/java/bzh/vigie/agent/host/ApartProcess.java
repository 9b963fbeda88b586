package bzh.vigie.agent.host;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A process of this machine's that was started apart. Thread-safe. */
public record ApartProcess(Process process) implements Apart.Started {
    private static final int SIGNALLED = 128;
    private static final long GRACE_SECONDS = 2;

    @Override
    public OutputStream input() {
        return process.getOutputStream();
    }

    @Override
    public InputStream output() {
        return process.getInputStream();
    }

    @Override
    public Duration used() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public boolean hasEnded() {
        return !process.isAlive();
    }

    @Override
    public String end() {
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                return Apart.NOT_ENDED;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Apart.NOT_ENDED;
        }
        int value = process.exitValue();
        return value > SIGNALLED ? "signal " + (value - SIGNALLED) : "exit " + value;
    }

    @Override
    public void close() {
        Process ignored = process.destroyForcibly();
    }
}
