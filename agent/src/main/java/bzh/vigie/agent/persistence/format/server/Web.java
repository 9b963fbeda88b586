package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.Directives;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import java.util.List;

/** Settings by which web servers and PHP run more than what a page says. */
public final class Web {
    private static final List<String> PHP_EXTENSIONS =
            List.of("/usr/lib/php/*", "/usr/lib64/php/modules", "/usr/lib/php*/modules", "/usr/lib/php*/extensions/*");

    private Web() {}

    /**
     * {@code php.ini}, {@code .user.ini} and the pools of php-fpm: files that run before and after each page, and extensions.
     * In a pool a key stands in brackets: {@code php_admin_value[auto_prepend_file]}.
     */
    public static Format php() {
        return Directives.commentedBy(";#")
                .on(
                        key("auto_prepend_file|auto_append_file|opcache\\.preload"),
                        (key, value) -> value.equals("none") ? List.of() : List.of(Commands.file(key, value, value)))
                .on(key("extension|zend_extension"), (key, value) -> List.of(extension(key, value)))
                .shown(key("allow_url_include"), "1|on|yes|true")
                .shown(key("sendmail_path|mail\\.force_extra_parameters|enable_dl|user_ini\\.filename"), ".+")
                .shown("env\\[(?:LD_PRELOAD|LD_LIBRARY_PATH|PATH)]", ".+");
    }

    /** lighttpd.conf: programs that make its configuration or answer for it. */
    public static Format lighttpd() {
        return Directives.commentedBy("#")
                .shell("include_shell|\"bin-path\"|bin-path|server\\.breakagelog")
                .shown("cgi\\.assign|server\\.modules", ".*(?:php|perl|python|/bin/|sh\").*")
                .include("include");
    }

    private static String key(String names) {
        return "(?:php_(?:admin_)?(?:value|flag)\\[)?(?:" + names + ")]?";
    }

    private static Draft extension(String key, String value) {
        String bare = value.strip();
        if (bare.startsWith("/")) {
            return Commands.file(key + " " + bare, value, bare);
        }
        String file = bare.endsWith(".so") ? bare : bare + ".so";
        return Draft.of(key + " " + bare, value, new Run.Search(file, PHP_EXTENSIONS));
    }
}
