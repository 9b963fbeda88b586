package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.LocalNetwork;
import bzh.vigie.agent.host.ProxyAccount;
import bzh.vigie.agent.host.ProxySetup;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.SystemProxies;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native code for proxies that ends the agent is left off at the next start. */
class TriedProxiesTest {
    private static final Instant START = Instant.parse("2026-03-02T08:00:30Z");
    private static final Clock CLOCK = () -> new Moment(START, "boot", 0);

    @TempDir
    private Path folder;

    private List<String> meanwhile = List.of();
    private Reading<String> answer = Reading.found("a:1");
    private Reading<byte[]> token = Reading.found(new byte[] {1});

    private LocalNetwork network() {
        return tried().network();
    }

    private TriedProxies tried() {
        SystemProxies proxies = new SystemProxies() {
            @Override
            public Reading<ProxySetup> setup() {
                meanwhile = marks();
                return Reading.found(ProxySetup.NONE);
            }

            @Override
            public Reading<String> ask(Optional<String> script, String address) {
                meanwhile = marks();
                return answer;
            }
        };
        ProxyAccount account = host -> Reading.found(new ProxyAccount.Proof() {
            @Override
            public Reading<byte[]> next(byte[] challenge) {
                meanwhile = marks();
                return token;
            }

            @Override
            public void close() {}
        });
        return new TriedProxies(new LocalNetwork(proxies, Optional.of(account), List::of), folder, CLOCK);
    }

    private List<String> marks() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatIsAskedIsWrittenDownUntilItAnswered() {
        network().proxies().setup();
        assertEquals(List.of("trying-windows.proxy"), meanwhile);
        network().proxies().ask(Optional.empty(), "https://c:1/");
        assertEquals(List.of("trying-windows.proxy"), meanwhile);
        try (ProxyAccount.Proof proof =
                network().account().orElseThrow().begin("p").ifFound().orElseThrow()) {
            proof.next(new byte[0]);
            assertEquals(List.of("trying-windows.proxy-account"), meanwhile);
        }
        assertEquals(List.of(), marks());
    }

    @Test
    void whatDoesNotAnswerStaysWrittenDownWhileTheAgentRuns() {
        answer = Reading.refused(ReasonCode.TIMED_OUT, "proxy-system-late");
        try (TriedProxies tried = tried()) {
            tried.network().proxies().ask(Optional.empty(), "https://c:1/");
            assertEquals(List.of("trying-windows.proxy"), marks());
        }
        assertEquals(List.of(), marks(), "the agent ended in good order");
    }

    @Test
    void whatIsStillAskedIsNotAskedAgainAndNotTakenForAnEndOfTheAgent() throws IOException {
        answer = Reading.refused(ReasonCode.TIMED_OUT, "proxy-system-late");
        token = Reading.refused(ReasonCode.TIMED_OUT, "proxy-login-late");
        LocalNetwork network = network();
        ProxyAccount account = network.account().orElseThrow();
        network.proxies().ask(Optional.empty(), "https://c:1/");
        try (ProxyAccount.Proof proof = account.begin("p").ifFound().orElseThrow()) {
            proof.next(new byte[0]);
        }
        meanwhile = List.of();
        assertEquals(answer, network.proxies().setup());
        assertEquals(token, account.begin("p"));
        assertEquals(List.of(), meanwhile);
        for (String mark : marks()) {
            assertTrue(Files.readString(folder.resolve(mark)).startsWith("trying boot 0 "), mark);
        }
    }

    @Test
    void whatEndedTheAgentIsLeftOffWithItsWords() throws IOException {
        for (String each : List.of("windows.proxy", "windows.proxy-account")) {
            Files.writeString(folder.resolve("trying-" + each), "trying boot 0 " + START.getEpochSecond() + "\n");
        }
        Reading.Refused<?> off =
                assertInstanceOf(Reading.Refused.class, network().proxies().setup());
        assertEquals(ReasonCode.FALLBACK, off.reason());
        assertTrue(off.detail().startsWith("proxy-left-off|2026-03-02 "), off.detail());
        Reading.Refused<?> account = assertInstanceOf(
                Reading.Refused.class, network().account().orElseThrow().begin("p"));
        assertTrue(account.detail().startsWith("proxy-login-left-off|2026-03-02 "), account.detail());
        assertEquals(List.of(), meanwhile);
    }
}
