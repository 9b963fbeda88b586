package bzh.vigie.agent.transport;

import bzh.vigie.agent.host.ProxyAccount;
import bzh.vigie.agent.host.Reading;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** An account whose tokens are made up: none of them means anything to anybody. Says what it was asked. */
final class FakeAccount implements ProxyAccount {
    final List<String> asked = new ArrayList<>();
    private final Deque<Reading<byte[]>> tokens = new ArrayDeque<>();

    FakeAccount(String... tokens) {
        for (String token : tokens) {
            this.tokens.add(Reading.found(token.getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    FakeAccount(Reading<byte[]> refused) {
        tokens.add(refused);
    }

    @Override
    public synchronized Reading<Proof> begin(String host) {
        asked.add("HTTP/" + host);
        return Reading.found(new Proof() {
            @Override
            public Reading<byte[]> next(byte[] challenge) {
                asked.add("<" + new String(challenge, StandardCharsets.ISO_8859_1) + ">");
                return tokens.isEmpty() ? Reading.absent() : tokens.remove();
            }

            @Override
            public void close() {
                asked.add("closed");
            }
        });
    }
}
