package bzh.vigie.collector.detect.returns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rights are the same where sudoers(5) and doas.conf(5) say so; {@code cvtsudoers -f json} of sudo 1.9.16 reads these rules alike. */
final class SudoRightsTest {
    private static Set<String> rights(String location, String rule) {
        return SudoRights.of(Map.of("location", location, "value", rule))
                .map(SudoRights::rights)
                .orElse(Set.of());
    }

    private static Set<String> sudo(String rule) {
        return rights("linux.sudoers", rule);
    }

    @Test
    void theSameRightIsOneInEverySpelling() {
        Set<String> all = Set.of("games|ALL|root|NOPASSWD|ALL");
        for (String rule : List.of(
                "games ALL=(ALL) NOPASSWD:ALL",
                "games ALL = (ALL:ALL) NOPASSWD: ALL",
                "games\tALL=(root)   NOPASSWD :ALL",
                "games ALL=NOPASSWD: ALL",
                "#5 ALL=(#0) NOPASSWD: ALL",
                "\"games\" ALL=( ALL : ALL ) NOPASSWD: SETENV: ALL",
                "games ALL=(ALL) NOEXEC: NOPASSWD: ALL",
                "games ALL=(ALL) CWD=/tmp NOPASSWD: ALL",
                "games ALL=(daemon, root) NOPASSWD: ALL",
                "GAMERS ALL=(ALL) NOPASSWD: ALL [GAMERS=games]",
                "games SRV=(ALL) NOPASSWD: EVERYTHING [SRV=ALL; EVERYTHING=ALL]")) {
            assertEquals(all, sudo(rule), rule);
        }
        assertEquals(all, rights("linux.doas", "permit nopass games as root"));
        assertEquals(all, rights("linux.doas", "permit persist nopass setenv { -ENV PS1=$DOAS } games"));
    }

    @Test
    void tagsAndRunasHoldForWhatFollowsThem() {
        assertEquals(
                Set.of("lea|ALL|root||/bin/a", "lea|ALL|www-data|NOPASSWD|/bin/b -x", "lea|ALL|www-data||/bin/c"),
                sudo("lea ALL = /bin/a, (www-data) NOPASSWD: /bin/b   -x, PASSWD: /bin/c"));
        assertEquals(
                Set.of("lea|srv1|root|NOPASSWD|/bin/a", "lea|srv2|root||/bin/b"),
                sudo("lea srv1 = NOPASSWD: /bin/a : srv2 = /bin/b"));
        assertEquals(Set.of("a|ALL|root||/bin/x", "%b|ALL|root||/bin/x"), sudo("a , %b ALL = sha256:0a1b== /bin/x"));
        assertEquals(Set.of("lea|ALL|:docker||/bin/x"), sudo("lea ALL = (:docker) /bin/x"));
        assertEquals(Set.of("lea|ALL|!root,ALL||/bin/x"), sudo("lea ALL = (ALL, !root) /bin/x"));
        assertEquals(Set.of("lea|ALL|root||/bin/x a,b=c"), sudo("lea ALL = /bin/x a\\,b\\=c"));
    }

    @Test
    void otherRightsAreOthers() {
        Set<String> one = sudo("games ALL=(ALL) NOPASSWD:ALL");
        for (String other : List.of(
                "games ALL=(ALL) ALL",
                "game ALL=(ALL) NOPASSWD:ALL",
                "games srv1=(ALL) NOPASSWD:ALL",
                "games ALL=(www-data) NOPASSWD:ALL",
                "games ALL=(ALL) NOPASSWD:/usr/bin/id",
                "%games ALL=(ALL) NOPASSWD:ALL",
                "!games ALL=(ALL) NOPASSWD:ALL",
                "Defaults:games !authenticate",
                "User_Alias GAMERS = games")) {
            assertTrue(sudo(other).stream().noneMatch(one::contains), other);
        }
        assertEquals(Set.of(), rights("linux.doas", "deny games"));
    }

    @Test
    void whatDistributionsHaveIsNobodysRight() {
        for (String rule : List.of("root ALL=(ALL:ALL) ALL", "%sudo ALL = (ALL) ALL", "%wheel ALL=(ALL) ALL")) {
            assertEquals(Optional.empty(), SudoRights.of(Map.of("location", "linux.sudoers", "value", rule)), rule);
        }
    }

    @Test
    void nothingInARuleMakesItThrowOrStand() {
        Random random = new Random(20_261_201);
        String letters = "aA= :,()\\\"[]!%#;NOPASWD\t/|";
        for (int round = 0; round < 5_000; round++) {
            StringBuilder rule = new StringBuilder();
            for (int i = random.nextInt(80); i > 0; i--) {
                rule.append(letters.charAt(random.nextInt(letters.length())));
            }
            sudo(rule.toString());
            rights("linux.doas", rule.toString());
        }
        for (String part : List.of("a ,", "A=", ":", "(", "NOPASSWD:", " ", " [A=", "; A=A", "\\,", "setenv {")) {
            sudo("a ALL=" + part.repeat(40_000 / part.length()));
            sudo(part.repeat(40_000 / part.length()) + "=b");
            sudo("a ALL=A [A=" + part.repeat(4_000 / part.length()) + "]");
            rights("linux.doas", "permit " + part.repeat(40_000 / part.length()));
        }
    }
}
