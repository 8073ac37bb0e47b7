use proc_macro::TokenStream;
use quote::quote;

/// Names of the fields, and the width of a pointer where the macro itself runs.
#[proc_macro_derive(Fields)]
pub fn fields(input: TokenStream) -> TokenStream {
    let input: syn::DeriveInput = syn::parse(input).unwrap();
    let name = &input.ident;
    let syn::Data::Struct(data) = &input.data else { panic!("structs alone") };
    let names: Vec<String> = data.fields.iter().filter_map(|field| field.ident.as_ref().map(ToString::to_string)).collect();
    let host = std::env::consts::ARCH;
    quote! { impl #name { pub const FIELDS: &'static [&'static str] = &[#(#names),*]; pub const MADE_ON: &'static str = #host; } }.into()
}
