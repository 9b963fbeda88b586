package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import bzh.vigie.agent.host.ProxyAccount;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The account that this runs as, to the network that of the computer for a service under LocalSystem, proved by Windows' package Negotiate.
 * Domain controllers may be asked, so that a step can take long: it ends in {@link #TIME}. Thread-safe.
 */
public final class ComputerAccount implements ProxyAccount {
    private static final Duration TIME = Duration.ofSeconds(20);
    private static final String PACKAGE = "Negotiate";

    /** Windows' own tokens are 48,000 bytes at most where nobody changed that (MaxTokenSize). */
    private static final int MOST_BYTES = 64 << 10;

    private final Bounded authority = new Bounded("SSPI", TIME);

    @Override
    public Reading<Proof> begin(String host) {
        return bounded(
                () -> {
                    Arena arena = Arena.ofAuto();
                    MemorySegment credentials = arena.allocate(Sspi.HANDLE_BYTES, 8);
                    int status = Sspi.acquire(PACKAGE, credentials);
                    return status == SspiStatus.OK
                            ? Reading.found(
                                    new Steps(credentials, arena.allocate(Sspi.HANDLE_BYTES, 8), "HTTP/" + host))
                            : SspiStatus.refused("AcquireCredentialsHandle", status);
                },
                late -> late.ifFound().ifPresent(Proof::close));
    }

    private <T> Reading<T> bounded(Supplier<Reading<T>> question, Consumer<Reading<T>> tooLate) {
        return switch (authority.ask(question, tooLate)) {
            case Reading.Refused<T> late
            when late.reason() == ReasonCode.TIMED_OUT -> Reading.refused(ReasonCode.TIMED_OUT, "proxy-login-late");
            case Reading<T> other -> other;
        };
    }

    private final class Steps implements Proof {
        private final MemorySegment credentials;
        private final MemorySegment context;
        private final String service;
        private boolean begun;
        private volatile boolean leftBehind;

        Steps(MemorySegment credentials, MemorySegment context, String service) {
            this.credentials = credentials;
            this.context = context;
            this.service = service;
        }

        @Override
        public Reading<byte[]> next(byte[] challenge) {
            if (challenge.length > MOST_BYTES) {
                return Reading.refused(ReasonCode.TOO_LARGE, "proxy-token");
            }
            if (leftBehind) {
                return Reading.refused(ReasonCode.TIMED_OUT, "proxy-login-late");
            }
            Reading<byte[]> token = bounded(() -> step(challenge), ignored -> release());
            leftBehind = token instanceof Reading.Refused<byte[]> refused && refused.reason() == ReasonCode.TIMED_OUT;
            return token;
        }

        private Reading<byte[]> step(byte[] challenge) {
            try (Arena call = Arena.ofConfined()) {
                MemorySegment input = MemorySegment.NULL;
                if (challenge.length > 0) {
                    MemorySegment bytes = call.allocate(challenge.length, 8);
                    bytes.copyFrom(MemorySegment.ofArray(challenge));
                    input = list(call, bytes, challenge.length);
                }
                MemorySegment output = list(call, MemorySegment.NULL, 0);
                int status = Sspi.initialize(
                        credentials, begun ? context : MemorySegment.NULL, service, input, context, output);
                begun |= SspiStatus.isGood(status);
                if (SspiStatus.wantsCompletion(status)) {
                    int completed = Sspi.complete(context, output);
                    status = completed == SspiStatus.OK ? SspiStatus.GOES_ON : completed;
                }
                Reading<byte[]> token = taken(output);
                return SspiStatus.isGood(status) ? token : SspiStatus.refused("InitializeSecurityContext", status);
            }
        }

        private MemorySegment list(Arena call, MemorySegment bytes, int length) {
            MemorySegment buffer = call.allocate(Sspi.BUFFER_BYTES, 8);
            buffer.set(JAVA_INT, 0, length);
            buffer.set(JAVA_INT, 4, Sspi.TOKEN);
            buffer.set(ADDRESS, 8, bytes);
            MemorySegment list = call.allocate(Sspi.LIST_BYTES, 8);
            list.set(JAVA_INT, 4, 1);
            list.set(ADDRESS, 8, buffer);
            return list;
        }

        /** The token, given back to Windows. */
        @SuppressWarnings("restricted") // what the system allocated has no size of its own
        private Reading<byte[]> taken(MemorySegment output) {
            MemorySegment buffer = output.get(ADDRESS, 8).reinterpret(Sspi.BUFFER_BYTES);
            int length = buffer.get(JAVA_INT, 0);
            MemorySegment bytes = buffer.get(ADDRESS, 8);
            if (bytes.address() == 0) {
                return Reading.found(new byte[0]);
            }
            try {
                return length < 0 || length > MOST_BYTES
                        ? Reading.refused(
                                ReasonCode.TOO_LARGE,
                                SourceText.detail("proxy-login-error", "InitializeSecurityContext", length))
                        : Reading.found(bytes.reinterpret(length).toArray(JAVA_BYTE));
            } finally {
                Sspi.freeBuffer(bytes);
            }
        }

        /** What a call that did not come back still uses is left to it, and given back when it does. */
        @Override
        public void close() {
            if (!leftBehind) {
                release();
            }
        }

        private void release() {
            if (begun) {
                Sspi.delete(context);
            }
            Sspi.freeCredentials(credentials);
        }
    }
}
