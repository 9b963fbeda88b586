package bzh.vigie.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PasswdAccountsTest {
    @Test
    void twoAccountsOfOneUidHaveIdsOfTheirOwn() {
        List<Accounts.LocalAccount> accounts = PasswdAccounts.parse("""
                root:x:0:0:root:/root:/bin/bash
                # a comment
                broken
                minus:x:-1:0::/:/bin/sh
                toor:x:0:0::/root:/bin/sh
                """);
        assertEquals(
                List.of("0", "0/toor"),
                accounts.stream().map(a -> a.account().id()).toList());
        assertEquals("toor", accounts.getLast().account().name());
    }

    @Test
    void aHomeThatIsNoPathIsTheRoot() {
        assertEquals(
                HostPath.ROOT,
                PasswdAccounts.parse("a:x:1:1::none:/bin/sh").getFirst().home());
    }
}
