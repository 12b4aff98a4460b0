declare module 'passport-gitlab2' {
  export { Strategy } from 'passport-oauth2';
}
