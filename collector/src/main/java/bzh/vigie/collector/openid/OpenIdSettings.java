package bzh.vigie.collector.openid;

import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.settings.Allowed;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The provider that the configuration names, and what its people may do here.
 *
 * @param issuer an address by HTTPS, letter for letter as the provider calls itself
 * @param client what this console is called there
 * @param secret file that holds what this console proves itself by, read when it is needed; empty where PKCE alone does
 * @param authority file with the certificates (PEM) above the provider's; without it those that the system trusts
 * @param label what the button says after "by"
 * @param console where browsers find this console
 * @param scopes asked for beside {@code openid}
 * @param nameClaim the claim that becomes a new person's name
 * @param roleClaim the claim whose values give rights; dots lead into objects
 * @param roles what those values give; the first that fits counts
 * @param contexts one of which ({@code acr}) the sign-in there must have had; empty where any does
 */
public record OpenIdSettings(
        URI issuer,
        String client,
        Optional<Path> secret,
        Optional<Path> authority,
        String label,
        URI console,
        List<String> scopes,
        String nameClaim,
        String roleClaim,
        List<RoleRule> roles,
        List<String> contexts) {
    /** Who vouches for people. */
    public static final String ISSUER = "openid-issuer";

    private static final String CLIENT = "openid-client";
    private static final String SECRET = "openid-secret-file";
    private static final String CA = "openid-ca";
    private static final String LABEL = "openid-label";
    private static final String CONSOLE = "openid-console";
    private static final String SCOPES = "openid-scopes";
    private static final String NAME_CLAIM = "openid-name-claim";
    private static final String ROLE_CLAIM = "openid-role-claim";
    private static final String ROLES = "openid-roles";
    private static final String CONTEXTS = "openid-acr";

    /** Keys of the configuration file. */
    public static final Set<String> KEYS =
            Set.of(ISSUER, CLIENT, SECRET, CA, LABEL, CONSOLE, SCOPES, NAME_CLAIM, ROLE_CLAIM, ROLES, CONTEXTS);

    /** Where the provider sends browsers back to, below the console. */
    public static final String ANSWER = "/sign-in/openid/answer";

    private static final int LONGEST_SECRET = 1_000;
    private static final int LONGEST_LABEL = 60;

    public OpenIdSettings {
        scopes = List.copyOf(scopes);
        roles = List.copyOf(roles);
        contexts = List.copyOf(contexts);
    }

    /** What this value of the claim gives. */
    public record RoleRule(String value, Role role, Scope communes) {}

    /**
     * As configured; empty where no issuer is.
     *
     * @param console where the console is where {@code openid-console} does not say so
     */
    public static Optional<OpenIdSettings> of(Settings settings, Optional<String> console) throws BadSettingException {
        if (settings.text(ISSUER).isEmpty()) {
            return Optional.empty();
        }
        URI issuer = address(settings.text(ISSUER)).orElseThrow(() -> settings.bad(ISSUER, Allowed.https()));
        return Optional.of(new OpenIdSettings(
                issuer,
                settings.text(CLIENT).orElseThrow(() -> settings.bad(CLIENT, Allowed.openIdClient())),
                settings.fileToRead(SECRET),
                settings.fileToRead(CA),
                settings.text(LABEL)
                        .map(text -> text.substring(0, Math.min(text.length(), LONGEST_LABEL)))
                        .orElse(issuer.getHost()),
                address(settings.text(CONSOLE).or(() -> console))
                        .orElseThrow(() -> settings.bad(CONSOLE, Allowed.https())),
                words(settings, SCOPES),
                settings.text(NAME_CLAIM).orElse("preferred_username"),
                settings.text(ROLE_CLAIM).orElse("groups"),
                roles(settings),
                words(settings, CONTEXTS)));
    }

    private static Optional<URI> address(Optional<String> text) {
        try {
            return text.map(URI::create)
                    .filter(uri -> "https".equals(uri.getScheme())
                            && uri.getHost() != null
                            && uri.getUserInfo() == null
                            && uri.getQuery() == null
                            && uri.getFragment() == null);
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    private static List<String> words(Settings settings, String key) {
        return Arrays.stream(settings.text(key).orElse("").split("[,\\s]+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static List<RoleRule> roles(Settings settings) throws BadSettingException {
        List<RoleRule> rules = new ArrayList<>();
        for (String line : settings.text(ROLES).orElse("").split(",", -1)) {
            if (!line.isBlank()) {
                rules.add(rule(line.strip().split("\\s+", -1))
                        .orElseThrow(() -> settings.bad(ROLES, Allowed.openIdRoles())));
            }
        }
        return rules;
    }

    /** A value, a role, and communes or a star for all. */
    private static Optional<RoleRule> rule(String[] words) {
        if (words.length < 3) {
            return Optional.empty();
        }
        Optional<Role> role = Arrays.stream(Role.values())
                .filter(each ->
                        each.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(words[1]))
                .findFirst();
        boolean all = words.length == 3 && words[2].equals("*");
        if (role.isEmpty() || (all && role.get() == Role.COMMUNE_READER)) {
            return Optional.empty();
        }
        try {
            Scope communes = all
                    ? new Scope.All()
                    : new Scope.Communes(
                            Arrays.stream(words).skip(2).map(Commune::new).collect(Collectors.toSet()));
            return Optional.of(new RoleRule(words[0], role.get(), communes));
        } catch (IllegalArgumentException notACommune) {
            return Optional.empty();
        }
    }

    /** What these values of the claim give; empty where nothing. */
    public Optional<RoleRule> rights(Collection<String> values) {
        return roles.stream().filter(rule -> values.contains(rule.value())).findFirst();
    }

    /** Where the provider sends browsers back to: registered there letter for letter. */
    public URI answer() {
        return URI.create(withoutEnd(console.toString()) + ANSWER);
    }

    /** Where the provider says what it offers. */
    URI discovery() {
        return URI.create(withoutEnd(issuer.toString()) + "/.well-known/openid-configuration");
    }

    private static String withoutEnd(String address) {
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }

    /** What is in the secret's file; its last end of line does not count. */
    Optional<String> readSecret() throws IOException {
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        if (Files.size(secret.get()) > LONGEST_SECRET) {
            throw new IOException("openid-secret-file is too long");
        }
        return Optional.of(
                Files.readString(secret.get(), StandardCharsets.UTF_8).stripTrailing());
    }
}
