package bzh.vigie.collector.console.sign;

import bzh.vigie.collector.openid.Provider;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.settings.Allowed;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.settings.Settings;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How this installation lets people in.
 *
 * @param secondFactor whose password alone does not do: without a second factor they set one up before anything else
 * @param provider who vouches for people beside their passwords; empty where nobody does
 */
public record SignInRules(Set<Role> secondFactor, Optional<Provider> provider) {
    /** Who needs a second factor: {@code none}, {@code all}, or roles. */
    public static final String SECOND_FACTOR = "second-factor";

    /** Keys of the configuration file. */
    public static final Set<String> KEYS = Set.of(SECOND_FACTOR);

    private static final System.Logger LOG = System.getLogger(SignInRules.class.getName());

    /** Nothing is asked beyond a password. */
    public static final SignInRules USUAL = new SignInRules(Set.of(), Optional.empty());

    public SignInRules {
        secondFactor = Set.copyOf(secondFactor);
    }

    /** As configured, with this provider. */
    public static SignInRules of(Settings settings, Optional<Provider> provider) throws BadSettingException {
        Set<Role> roles = secondFactor(settings);
        if (provider.isPresent()
                && !asksTheProvider(roles, provider.get().settings().contexts())) {
            LOG.log(
                    Level.WARNING,
                    "second-factor asks nothing of who signs in by the OpenID provider: say in openid-acr what its sign-in must be");
        }
        return new SignInRules(roles, provider);
    }

    /** Whether who needs a second factor needs one at the provider too: there it is one of these contexts ({@code acr}). */
    public static boolean asksTheProvider(Set<Role> secondFactor, List<String> contexts) {
        return secondFactor.isEmpty() || !contexts.isEmpty();
    }

    /** Whose password alone does not do. */
    public static Set<Role> secondFactor(Settings settings) throws BadSettingException {
        String text = settings.text(SECOND_FACTOR).orElse("none").strip();
        Set<Role> roles = EnumSet.noneOf(Role.class);
        if (text.equals("all")) {
            return EnumSet.allOf(Role.class);
        }
        if (text.equals("none")) {
            return roles;
        }
        for (String word : text.split("[,\\s]+", -1)) {
            roles.add(Arrays.stream(Role.values())
                    .filter(role -> word(role).equals(word))
                    .findFirst()
                    .orElseThrow(() -> settings.bad(SECOND_FACTOR, Allowed.choice(choices()))));
        }
        return roles;
    }

    private static List<String> choices() {
        return Stream.concat(
                        Stream.of("none", "all"), Arrays.stream(Role.values()).map(SignInRules::word))
                .toList();
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
