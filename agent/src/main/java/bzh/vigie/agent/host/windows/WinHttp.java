package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * The calls of winhttp that tell which proxy to take (winhttp.h). The library is loaded when the first is made. Safe for any thread.
 */
final class WinHttp {
    /** WINHTTP_AUTOPROXY_AUTO_DETECT: looks for a script by DHCP and DNS. */
    static final int DISCOVER = 0x1;

    /** WINHTTP_AUTOPROXY_CONFIG_URL: the script has this address. */
    static final int BY_ADDRESS = 0x2;

    /** WINHTTP_PROXY_INFO: u32 access type · at 8 the address of the proxies · at 16 that of what goes without. */
    static final int INFO_BYTES = 24;

    /** WINHTTP_CURRENT_USER_IE_PROXY_CONFIG: u32 discovers · at 8, 16, 24 the addresses of script, proxies, what goes without. */
    static final int ACCOUNT_BYTES = 32;

    /** WINHTTP_AUTOPROXY_OPTIONS: u32 flags · u32 how to look · at 8 the address · reserved · u32 at 28 whether to log on. */
    private static final int OPTIONS_BYTES = 32;

    /** WINHTTP_AUTOPROXY_RUN_OUTPROCESS_ONLY: the script runs in the service WinHttpAutoProxySvc or not at all. */
    private static final int NEVER_HERE = 0x2_0000;

    /** WINHTTP_AUTO_DETECT_TYPE_DHCP, WINHTTP_AUTO_DETECT_TYPE_DNS_A. */
    private static final int BY_DHCP_AND_DNS = 0x3;

    /** WINHTTP_ACCESS_TYPE_NO_PROXY: how the script itself is fetched. */
    private static final int NO_PROXY = 1;

    private static final MethodHandle DEFAULT =
            NativeCalls.keepingError("winhttp", "WinHttpGetDefaultProxyConfiguration", JAVA_INT, ADDRESS);
    private static final MethodHandle OF_ACCOUNT =
            NativeCalls.keepingError("winhttp", "WinHttpGetIEProxyConfigForCurrentUser", JAVA_INT, ADDRESS);
    private static final MethodHandle OPEN = NativeCalls.keepingError(
            "winhttp", "WinHttpOpen", JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle TIMEOUTS = NativeCalls.call(
            "winhttp", "WinHttpSetTimeouts", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle FOR_ADDRESS = NativeCalls.keepingError(
            "winhttp", "WinHttpGetProxyForUrl", JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle CLOSE = NativeCalls.call("winhttp", "WinHttpCloseHandle", JAVA_INT, JAVA_LONG);
    private static final MethodHandle FREE = Kernel32.call("GlobalFree", ADDRESS, ADDRESS);

    private WinHttp() {}

    /** Fills a WINHTTP_PROXY_INFO with what {@code netsh winhttp} set; 0, or what GetLastError says. */
    static int machineWide(MemorySegment info) {
        return filled(DEFAULT, info);
    }

    /** Fills a WINHTTP_CURRENT_USER_IE_PROXY_CONFIG with what is set for the account that this runs as; likewise. */
    static int ofAccount(MemorySegment settings) {
        return filled(OF_ACCOUNT, settings);
    }

    private static int filled(MethodHandle call, MemorySegment what) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.state(arena);
            int done = (int) call.invokeExact(state, what);
            return done != 0 ? 0 : failure(state);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /**
     * Fills a WINHTTP_PROXY_INFO with what a script says of an address; likewise.
     *
     * @param script its address, or empty to look for one
     * @param millis how long each step of fetching it may take
     */
    static int forAddress(String script, String address, int millis, MemorySegment info) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.state(arena);
            long session = (long) OPEN.invokeExact(
                    state, text(arena, "vigie-agent"), NO_PROXY, MemorySegment.NULL, MemorySegment.NULL, 0);
            if (session == 0) {
                return failure(state);
            }
            try {
                int ignored = (int) TIMEOUTS.invokeExact(session, millis, millis, millis, millis);
                MemorySegment options = arena.allocate(OPTIONS_BYTES, 8);
                options.set(JAVA_INT, 0, (script.isEmpty() ? DISCOVER : BY_ADDRESS) | NEVER_HERE);
                options.set(JAVA_INT, 4, script.isEmpty() ? BY_DHCP_AND_DNS : 0);
                options.set(ADDRESS, 8, script.isEmpty() ? MemorySegment.NULL : text(arena, script));
                int done = (int) FOR_ADDRESS.invokeExact(state, session, text(arena, address), options, info);
                return done != 0 ? 0 : failure(state);
            } finally {
                int ignored = (int) CLOSE.invokeExact(session);
            }
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** Gives back a text that one of these made; NULL is none. */
    static void free(MemorySegment text) {
        try {
            MemorySegment ignored = (MemorySegment) FREE.invokeExact(text);
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    /** A failure without an error is one all the same. */
    private static int failure(MemorySegment state) {
        int error = NativeCalls.error(state);
        return error == 0 ? WinHttpError.INTERNAL : error;
    }

    private static MemorySegment text(Arena arena, String text) {
        return arena.allocateFrom(text, StandardCharsets.UTF_16LE);
    }
}
