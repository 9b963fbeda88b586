package bzh.vigie.collector.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.hunt.Parsed;
import bzh.vigie.collector.hunt.QueryParser;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Specimens;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AccountIdTest {
    private static final Commune COMMUNE = new Commune("29019");

    @Test
    void whateverANameHoldsItsTextIsOneSegmentAndItsQueryIsUnderstood() {
        for (String name : List.of(
                "anne",
                "pc-1$",
                "élodie le gall",
                "a:b/c\\d%2f~0041",
                "\"quoted\" or host:*",
                "*?",
                "x\u202ey\u0000",
                "..",
                "🦀",
                "n".repeat(AccountId.LONGEST))) {
            for (AccountId id : List.of(
                    new AccountId(COMMUNE, Optional.empty(), "mai:rie\\x", name),
                    new AccountId(COMMUNE, Optional.of(Specimens.agent(7)), "", name))) {
                assertEquals(Optional.of(id), AccountId.parse(id.text()), name);
                assertTrue(id.text().chars().noneMatch(c -> "/\\%?#".indexOf(c) >= 0), id.text());
                assertTrue(
                        QueryParser.parse(id.query(), Instant.EPOCH) instanceof Parsed.Understood,
                        () -> id.query() + ": " + QueryParser.parse(id.query(), Instant.EPOCH));
            }
        }
    }

    @Test
    void whatIsNoAccountIsNone() {
        for (String text : List.of(
                "",
                "anne",
                "29019:mairie",
                "29019::anne",
                "29019:mairie:",
                "x:mairie:anne",
                "29019:@nothing:anne",
                "29019:mairie:anne:x",
                "29019:mairie:~zzzz",
                "29019:mairie:" + "n".repeat(AccountId.LONGEST + 1))) {
            assertEquals(Optional.empty(), AccountId.parse(text), text);
        }
    }
}
