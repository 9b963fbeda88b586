package bzh.vigie.agent.identity;

import bzh.vigie.enrol.CollectorAddress;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;

/** Identities for tests of other packages. */
public final class TestIdentities {
    public static final String ID = "0199c0de-0000-7000-8000-000000000001";

    private TestIdentities() {}

    public static Identity of(TestAuthority authority, AgentKey key, Instant from, Instant to) throws Exception {
        return Identity.of(
                ID,
                "29019",
                List.of(new CollectorAddress("localhost", 1)),
                key,
                TestAuthority.encoded(authority.agent(publicKey(key), ID, from, to)),
                List.of(authority.der()));
    }

    public static PublicKey publicKey(AgentKey key) throws Exception {
        return IdentityTest.publicKey(key);
    }
}
