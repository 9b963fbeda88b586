package bzh.vigie.collector.console.sign;

import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.People;
import bzh.vigie.collector.store.People.Held;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/** Links that serve once, by which a person chooses a password. */
public final class Links {
    /** How long one can be used. */
    public static final Duration LIFE = Duration.ofDays(3);

    private Links() {}

    /** Makes one for somebody who is there and gives its path; the one before serves no more. */
    public static String make(People people, String name, Instant now, SecureRandom random, Author author) {
        String secret = Secrets.fresh(random);
        people.hold(Held.LINK, name, Secrets.hash(secret), now.plus(LIFE), author);
        return WelcomePage.PATH + secret;
    }
}
