package bzh.vigie.agent.directory;

import bzh.vigie.agent.directory.AttributeStamps.Stamp;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Since when an account has its password. The date in it ({@code pwdLastSet}) is renewed without another password by whoever may write it
 * (MS-SAMR 3.1.1.8.8: 0, then -1); where the directory tells when the password itself was written, the earlier of both counts. Times are in
 * microseconds since 1970 UTC. Pure.
 *
 * @param said the date in the account; empty for never, and where it has to be changed
 * @param written when the password was written; empty where that is not told
 * @param version how often it was written, where that is told
 */
public record PasswordDate(OptionalLong said, OptionalLong written, OptionalInt version) {
    /** The attribute that tells when the password was written. */
    public static final String WRITTEN = AttributeStamps.ATTRIBUTE;

    /** The date that stands in an account. */
    public static final String SET = "pwdLastSet";

    /** Both are written at once, and the second to whole seconds. */
    private static final long AT_ONCE = TimeUnit.SECONDS.toMicros(10);

    /** Who sets a password and then takes back that it has to be changed renews the date as well, and soon. */
    private static final Duration SOON = Duration.ofHours(1);

    /** That of an account of which {@link #SET} and {@link #WRITTEN} were asked. */
    public static PasswordDate of(Entry account) {
        Optional<Stamp> stamp =
                account.first(WRITTEN).flatMap(stamps -> AttributeStamps.find(stamps, AttributeStamps.PASSWORD));
        return new PasswordDate(
                account.fileTime(SET),
                stamp.map(Stamp::writtenMicros).orElse(OptionalLong.empty()),
                stamp.filter(known -> known.version() <= Integer.MAX_VALUE)
                        .map(known -> OptionalInt.of((int) known.version()))
                        .orElse(OptionalInt.empty()));
    }

    /** Since when it has its password, as far as is known; empty where the account does not say. */
    public OptionalLong micros() {
        return isLaterBy(AT_ONCE) ? written : said;
    }

    /** Whether the date in the account says more than it should: it was renewed, and the password was not. */
    public boolean isRenewedAlone() {
        return isLaterBy(TimeUnit.MICROSECONDS.convert(SOON));
    }

    /** Whether the date in the account is nothing but what somebody wrote there. */
    public boolean isUnchecked() {
        return said.isPresent() && written.isEmpty();
    }

    private boolean isLaterBy(long micros) {
        return said.isPresent() && written.isPresent() && said.getAsLong() - written.getAsLong() > micros;
    }
}
