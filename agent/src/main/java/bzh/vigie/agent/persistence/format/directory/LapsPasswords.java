package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Machines whose local administrator's password is not to be changed for longer than LAPS can be set to (365 days): who wrote that keeps
 * the password that they know. An item for each, of the old LAPS and the one of Windows. A directory without LAPS has none.
 */
public final class LapsPasswords implements DirectoryFormat {
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final List<String> EXPIRY = List.of("ms-Mcs-AdmPwdExpirationTime", "msLAPS-PasswordExpirationTime");

    @Override
    public Set<String> classes() {
        return Set.of("computer");
    }

    @Override
    public void read(Pass pass) throws Refused {
        long limit = pass.domain().fileTimeIn(LONGEST);
        for (String attribute : EXPIRY) {
            pass.ask(
                    Query.below(
                            pass.domain().head(), "(" + attribute + ">=" + limit + ")", AccountBits.with(attribute)),
                    entry -> {
                        OptionalLong until = entry.fileTime(attribute);
                        pass.found(
                                entry,
                                AccountBits.draft(
                                        entry,
                                        attribute,
                                        entry.text("sAMAccountName") + " keeps its administrator's password "
                                                + (until.isPresent()
                                                        ? "until "
                                                                + Instant.EPOCH.plus(
                                                                        until.getAsLong(), ChronoUnit.MICROS)
                                                        : "for ever")));
                        return true;
                    });
        }
    }
}
