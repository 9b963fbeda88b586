package bzh.vigie.collector.openid;

import bzh.vigie.collector.identity.Authority;
import bzh.vigie.collector.notify.Receivers;
import bzh.vigie.settings.Settings;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.filter.DelegatingFilterProxy;

/** A real provider: Spring's authorization server, with people whose password is their name, behind a form. */
public final class RealProvider implements AutoCloseable {
    private static final String SECRET = "a-secret-of-tests-0123456789";

    private final Server server = new Server();
    private final Path authority;
    private final Path secret;
    private final Map<String, List<String>> groups = new ConcurrentHashMap<>();
    private final String issuer;
    private final String console;

    /**
     * Starts one whose files lie in this folder.
     *
     * @param console where the console that may use it is
     */
    public RealProvider(Path folder, String console) throws Exception {
        this.console = console;
        Authority signer = Authority.create(Instant.now(), new SecureRandom());
        authority = Receivers.pem(folder.resolve("provider-ca.pem"), signer);
        secret = Files.writeString(folder.resolve("provider-secret"), SECRET + "\n");
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setSslContext(Receivers.tls(signer));
        HttpConfiguration http = new HttpConfiguration();
        http.addCustomizer(new SecureRequestCustomizer(false));
        ServerConnector connector = new ServerConnector(server, tls, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        connector.open();
        issuer = "https://localhost:" + connector.getLocalPort();
        ServletContextHandler handler = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        AnnotationConfigWebApplicationContext spring = new AnnotationConfigWebApplicationContext();
        spring.addBeanFactoryPostProcessor(beans -> beans.registerSingleton("realProvider", this));
        spring.register(Rules.class);
        spring.setServletContext(handler.getServletContext());
        spring.refresh();
        handler.addFilter(
                new FilterHolder(new DelegatingFilterProxy("springSecurityFilterChain", spring)),
                "/*",
                EnumSet.of(DispatcherType.REQUEST));
        handler.addServlet(org.eclipse.jetty.ee11.servlet.DefaultServlet.class, "/");
        server.setHandler(handler);
        server.start();
    }

    /** Its address. */
    public String issuer() {
        return issuer;
    }

    /** From now on this person is in these groups. */
    public void put(String person, String... into) {
        groups.put(person, List.of(into));
    }

    /** Settings of the console for it, and more lines of the file. */
    public OpenIdSettings settings(String more) throws Exception {
        String text = "openid-issuer = " + issuer + "\nopenid-client = vigie\nopenid-secret-file = " + secret
                + "\nopenid-ca = " + authority + "\nopenid-console = " + console + "\n" + more;
        return OpenIdSettings.of(Settings.parse("collector.conf", text, OpenIdSettings.KEYS), Optional.empty())
                .orElseThrow();
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("stopping the provider", e);
        }
    }

    /** What Spring makes it of. */
    @Configuration(proxyBeanMethods = false)
    @EnableWebSecurity
    static class Rules {
        @Bean
        @Order(1)
        SecurityFilterChain protocol(HttpSecurity http) throws Exception {
            OAuth2AuthorizationServerConfigurer protocol = new OAuth2AuthorizationServerConfigurer();
            return http.securityMatcher(protocol.getEndpointsMatcher())
                    .with(protocol, each -> each.oidc(Customizer.withDefaults()))
                    .authorizeHttpRequests(each -> each.anyRequest().authenticated())
                    .exceptionHandling(
                            each -> each.authenticationEntryPoint(new LoginUrlAuthenticationEntryPoint("/login")))
                    .build();
        }

        @Bean
        @Order(2)
        SecurityFilterChain form(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(each -> each.anyRequest().authenticated())
                    .formLogin(Customizer.withDefaults())
                    .build();
        }

        @Bean
        UserDetailsService people() {
            return name -> User.withUsername(name)
                    .password("{noop}" + name)
                    .authorities("user")
                    .build();
        }

        @Bean
        RegisteredClientRepository clients(RealProvider provider) {
            return new InMemoryRegisteredClientRepository(RegisteredClient.withId("1")
                    .clientId("vigie")
                    .clientSecret("{noop}" + SECRET)
                    .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                    .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                    .redirectUri(provider.console + OpenIdSettings.ANSWER)
                    .postLogoutRedirectUri(provider.console + "/sign-in")
                    .scope("openid")
                    .clientSettings(
                            ClientSettings.builder().requireProofKey(true).build())
                    .build());
        }

        @Bean
        JWKSource<SecurityContext> keys() throws Exception {
            RSAKey key = new RSAKeyGenerator(2_048).keyID("real").generate();
            return new ImmutableJWKSet<>(new JWKSet(key));
        }

        @Bean
        JwtDecoder decoder(JWKSource<SecurityContext> keys) {
            return OAuth2AuthorizationServerConfiguration.jwtDecoder(keys);
        }

        @Bean
        AuthorizationServerSettings addresses(RealProvider provider) {
            return AuthorizationServerSettings.builder().issuer(provider.issuer).build();
        }

        @Bean
        OAuth2TokenCustomizer<JwtEncodingContext> claims(RealProvider provider) {
            return context -> {
                if (context.getTokenType().getValue().equals(OidcParameterNames.ID_TOKEN)) {
                    String name = Objects.<Authentication>requireNonNull(context.getPrincipal())
                            .getName();
                    context.getClaims()
                            .claim("preferred_username", name)
                            .claim("groups", provider.groups.getOrDefault(name, List.of()));
                }
            };
        }
    }
}
