package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.persistence.format.CodeVariables;
import bzh.vigie.agent.persistence.format.CodeVariables.Effect;
import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.Directives;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import java.util.List;

/** Settings by which web servers and PHP run more than what a page says. */
public final class Web {
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
                .on(key("extension|zend_extension"), (key, value) -> extension(key, value))
                .shown(key("allow_url_include|enable_dl"), "1|on|yes|true")
                .shown(key("sendmail_path|mail\\.force_extra_parameters"), ".+")
                .shown("env\\[(?:PATH|" + CodeVariables.names(Effect.INJECTS, Effect.LOADS) + ")]", ".+");
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

    /** One that is named without its directory is loaded from PHP's own, which is a place by itself. */
    private static List<Draft> extension(String key, String value) {
        return value.contains("/") ? List.of(Commands.file(key + " " + value, value, value)) : List.of();
    }
}
