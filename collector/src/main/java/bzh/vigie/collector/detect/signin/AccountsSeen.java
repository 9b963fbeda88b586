package bzh.vigie.collector.detect.signin;

import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.store.AccountUses.Use;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.ItemFields;
import java.util.List;

/** Keeps which account logged on to which host; it finds nothing by itself. A replay keeps the same. */
public final class AccountsSeen implements Detector {
    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        SignIn.of(seen)
                .ifPresent(signIn -> session.accountUses()
                        .seen(new Use(
                                seen.host(),
                                seen.commune(),
                                signIn.account(),
                                signIn.domain(),
                                signIn.sid(),
                                ItemFields.word(signIn.way()),
                                signIn.key(),
                                seen.time(),
                                seen.received())));
        return List.of();
    }
}
