// A real OpenID Connect provider. Whoever signs in as `ada@example.org` is that; as `unverified:ada@example.org`
// somebody whose address nobody has checked. Usage: node provider.mjs PORT REDIRECT_URI...
import Provider from 'oidc-provider';

const [port, ...redirects] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, {
  clients: [{
    client_id: 'coaching', client_secret: 'a-secret-of-the-tests', redirect_uris: redirects,
    grant_types: ['authorization_code'], response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
  }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  scopes: ['openid', 'email', 'profile'],
  findAccount: (_ctx, id) => ({
    accountId: id,
    claims: () => ({
      sub: id, email: id.replace('unverified:', ''), email_verified: !id.startsWith('unverified:'), name: 'Somebody',
    }),
  }),
  features: { devInteractions: { enabled: true } },
  pkce: { required: () => true },
  cookies: { keys: ['only for tests'] },
  ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 600, Grant: 600 },
});
provider.listen(Number(port), '127.0.0.1', () => console.log('listening'));
