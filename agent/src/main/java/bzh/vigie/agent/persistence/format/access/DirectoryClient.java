package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which directory decides about accounts (sssd.conf(5), nslcd.conf(5), ldap.conf(5)): an item for each setting that says which
 * server is believed, who may enter and with which shell; never a password.
 */
public final class DirectoryClient implements Format {
    private static final Set<String> TOLD = Set.of(
            "services",
            "domains",
            "id_provider",
            "auth_provider",
            "access_provider",
            "chpass_provider",
            "sudo_provider",
            "proxy_lib_name",
            "proxy_pam_target",
            "ldap_uri",
            "ldap_access_filter",
            "ldap_tls_reqcert",
            "ldap_user_ssh_public_key",
            "ldap_sudo_search_base",
            "ad_server",
            "ad_domain",
            "ad_access_filter",
            "ad_gpo_access_control",
            "krb5_server",
            "ipa_server",
            "simple_allow_users",
            "simple_allow_groups",
            "override_shell",
            "shell_fallback",
            "override_homedir",
            "override_gid",
            "cache_credentials",
            "offline_credentials_expiration",
            "certificate_verification",
            "pam_cert_auth",
            "uri",
            "host",
            "base",
            "tls_reqcert",
            "tls_cacert",
            "pam_authz_search",
            "pam_filter",
            "map",
            "files");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        String section = "";
        for (String raw : file.lines()) {
            String line = raw.strip();
            if (line.isEmpty() || line.charAt(0) == '#' || line.charAt(0) == ';') {
                continue;
            }
            if (line.startsWith("[")) {
                section = line.replaceAll("[\\[\\]]", "").strip() + "/";
                continue;
            }
            String[] words = line.split("\\s*=\\s*|\\s+", 2);
            String key = words[0].toLowerCase(Locale.ROOT);
            if (words.length == 2 && TOLD.contains(key)) {
                drafts.add(Draft.of(section + key, words[1], new Run.Nothing()));
            }
        }
        return Parsed.of(drafts, 0);
    }
}
