package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import bzh.vigie.agent.host.ProxySetup;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.SystemProxies;
import bzh.vigie.event.ReasonCode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which proxies this Windows would take, asked of WinHTTP: first what {@code netsh winhttp} set for the machine, then what is set for the account
 * that this runs as, LocalSystem for the service ({@code bitsadmin /util /setieproxy}, or all accounts' settings by Group Policy). Settings of
 * users are not among them. Scripts run in the service WinHttpAutoProxySvc. Thread-safe.
 */
public final class WindowsProxies implements SystemProxies {
    private static final Duration TIME = Duration.ofSeconds(20);
    private static final int STEP_MILLIS = 5_000;
    private static final int MOST_CHARACTERS = 16 << 10;

    private final Bounded winHttp = new Bounded("WinHTTP", TIME);

    @Override
    public Reading<ProxySetup> setup() {
        return bounded(WindowsProxies::readSetup);
    }

    @Override
    public Reading<String> ask(Optional<String> script, String address) {
        return bounded(() -> answer(script.orElse(""), address));
    }

    private <T> Reading<T> bounded(Supplier<Reading<T>> question) {
        return switch (winHttp.ask(question)) {
            case Reading.Refused<T> late
            when late.reason() == ReasonCode.TIMED_OUT -> Reading.refused(ReasonCode.TIMED_OUT, "proxy-system-late");
            case Reading<T> other -> other;
        };
    }

    private static Reading<ProxySetup> readSetup() {
        return switch (machineWide()) {
            case Reading.Found<ProxySetup> found when found.value().proxies().isEmpty() -> ofAccount();
            case Reading.Absent<ProxySetup> ignored -> ofAccount();
            case Reading<ProxySetup> other -> other;
        };
    }

    private static Reading<ProxySetup> machineWide() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(WinHttp.INFO_BYTES, 8);
            int error = WinHttp.machineWide(info);
            return error == 0
                    ? Reading.found(new ProxySetup(taken(info, 8), taken(info, 16), Optional.empty(), false))
                    : WinHttpError.reading("WinHttpGetDefaultProxyConfiguration", "", error);
        }
    }

    private static Reading<ProxySetup> ofAccount() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment settings = arena.allocate(WinHttp.ACCOUNT_BYTES, 8);
            int error = WinHttp.ofAccount(settings);
            if (error != 0) {
                Reading<ProxySetup> why = WinHttpError.reading("WinHttpGetIEProxyConfigForCurrentUser", "", error);
                // Without settings of its own an account looks for a script.
                return why instanceof Reading.Absent<ProxySetup>
                        ? Reading.found(new ProxySetup("", "", Optional.empty(), true))
                        : why;
            }
            boolean discovers = settings.get(JAVA_INT, 0) != 0;
            String script = taken(settings, 8);
            return Reading.found(new ProxySetup(
                    taken(settings, 16),
                    taken(settings, 24),
                    script.isEmpty() ? Optional.empty() : Optional.of(script),
                    discovers));
        }
    }

    private static Reading<String> answer(String script, String address) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(WinHttp.INFO_BYTES, 8);
            int error = WinHttp.forAddress(script, address, STEP_MILLIS, info);
            if (error != 0) {
                return WinHttpError.reading("WinHttpGetProxyForUrl", script.isEmpty() ? "WPAD" : script, error);
            }
            String proxies = taken(info, 8);
            taken(info, 16);
            return proxies.isEmpty() ? Reading.absent() : Reading.found(proxies);
        }
    }

    /** The text whose address stands there, given back to Windows; empty where it is longer than such texts are. */
    @SuppressWarnings("restricted") // what the system allocated has no size of its own
    private static String taken(MemorySegment structure, int at) {
        MemorySegment address = structure.get(ADDRESS, at);
        if (address.address() == 0) {
            return "";
        }
        try {
            MemorySegment text = address.reinterpret(2L * (MOST_CHARACTERS + 1));
            int length = 0;
            while (length <= MOST_CHARACTERS && text.getAtIndex(JAVA_CHAR, length) != 0) {
                length++;
            }
            return length > MOST_CHARACTERS
                    ? ""
                    : new String(text.asSlice(0, 2L * length).toArray(JAVA_BYTE), StandardCharsets.UTF_16LE);
        } finally {
            WinHttp.free(address);
        }
    }
}
